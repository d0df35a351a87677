import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/** Everything that a place holds, under the name of the place. */
export type Texts = ReadonlyMap<string, string>;

/** Every GET address of the API as its description has it, filled in with these ids. */
export async function apiAddresses(
  url: string,
  ids: Readonly<Record<string, string>>,
): Promise<string[]> {
  const answer = await fetch(`${url}/api/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, { get?: object }> };
  return Object.keys(paths)
    .filter((path) => paths[path]?.get)
    .map((path) =>
      path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const id = ids[name];
        if (id === undefined) throw new Error(`${path} wants a ${name}: say which.`);
        return id;
      }),
    );
}

/** These addresses as somebody with these headers gets them. */
export async function looks(
  url: string,
  addresses: readonly string[],
  headers: Record<string, string>,
): Promise<Texts> {
  const texts = new Map<string, string>();
  for (const address of addresses) texts.set(address, await look(url, address, headers));
  return texts;
}

const mostPages = 200;

/** Every page that links lead to from these addresses, downloads too; a list is seen in one order. */
export async function crawl(
  url: string,
  starts: readonly string[],
  headers: Record<string, string>,
): Promise<Texts> {
  const texts = new Map<string, string>();
  const open = [...starts];
  const seen = new Set(starts);
  for (let next = open.pop(); next !== undefined && texts.size < mostPages; next = open.pop()) {
    if (texts.has(next)) continue;
    const text = await look(url, next, headers);
    texts.set(next, text);
    for (const [, link = ''] of text.matchAll(/href="(\/[^"#]*)/g)) {
      const path = link.replace(/\?.*/, '');
      if (seen.has(path) || /^\/(assets|api|sign-out)/.test(link)) continue;
      if (path !== '/events') seen.add(path);
      open.push(link.replaceAll('&amp;', '&'));
    }
  }
  return texts;
}

async function look(
  url: string,
  address: string,
  headers: Record<string, string>,
): Promise<string> {
  const answer = await fetch(`${url}${address}`, { headers, redirect: 'manual' });
  const text = await answer.text();
  if (answer.status >= 500) throw new Error(`${address} answered ${answer.status}: ${text}`);
  return `${answer.status} ${[...answer.headers].join(' ')} ${text}`;
}

/** Every row of every table of the database, as text. */
export async function tables(databaseUrl: string): Promise<Texts> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const texts = new Map<string, string>();
    for (const { name } of rows) {
      const found = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
      texts.set(name, found.rows.map(({ row }) => row).join('\n'));
    }
    return texts;
  } finally {
    await client.end();
  }
}

/** Every file below a folder. */
export function files(folder: string): Texts {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    all
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, 'latin1')]),
  );
}

/** A secret in every dress in which it could lie about. */
export function dresses(secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) => {
    const hex = Buffer.from(secret).toString('hex');
    // Base64 shows a text in one of three ways, by where in a group of three bytes it begins.
    const base64 = [0, 1, 2].map((shift) => {
      const text = Buffer.from(' '.repeat(shift) + secret).toString('base64url');
      return text.slice(shift && shift + 1, Math.floor(((shift + secret.length) * 8) / 6));
    });
    return [secret, hex, hex.toUpperCase(), ...base64, encodeURIComponent(secret)];
  });
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Where one of these shows: `place: what`. A random id that happens to hold the digits is none. */
export function findings(texts: Texts, wanted: readonly string[]): string[] {
  return [...texts].flatMap(([place, whole]) => {
    const text = whole.replace(uuid, '');
    return wanted.filter((one) => text.includes(one)).map((one) => `${place}: ${one}`);
  });
}
