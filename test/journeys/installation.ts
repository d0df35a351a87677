import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Buses, logTo } from '#libs/event-sourcing';
import { freePort, readConfiguration, serviceNames, type Configuration } from '#libs/storage';
import { contexts } from '#libs/running';
import { Line } from '#libs/transport';
import { freshDatabase } from '#testing';
import type { Meta, QueryMeta } from '#messages/messages';
import type { Ways } from '../../apps/marketplace/src/demonstration/stage.js';
import { startMarketplace } from '../../apps/marketplace/src/marketplace.js';
import { Kept } from '../../tools/supervisor.js';

/** The two shapes in which everything must be the same. */
export const shapes = ['one process', 'separate services'] as const;
export type Shape = (typeof shapes)[number];

/** A whole installation on an empty database of its own, reached as anybody would reach it. */
export interface Installation {
  readonly url: string;
  readonly databaseUrl: string;
  readonly configuration: Configuration;
  /** Where each process tells its figures. */
  readonly operations: Readonly<Record<string, string>>;
  /** What processes and due times may ask, at a moment that the test chooses. */
  readonly system: Ways;
  close(): Promise<void>;
}

interface Started {
  readonly system: Ways;
  readonly operations: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What the test wants besides; `log` is for one process, the others for separate services. */
export interface Wanted {
  readonly log?: Logger;
  /** Further settings of each service. */
  readonly settings?: Record<string, string>;
  /** Is told every line that the services print, their names in front. */
  readonly say?: (line: string) => void;
}

/** Starts it. */
export async function install(shape: Shape, wanted: Wanted = {}): Promise<Installation> {
  const { log, settings = {}, say = () => undefined } = wanted;
  const database = await freshDatabase();
  const dataFolder = mkdtempSync(join(tmpdir(), 'commonpurse-journey-'));
  const [pages, figures, ...others] = await freePorts(2 + 2 * serviceNames.length);
  const env = {
    DATABASE_URL: database.url,
    DATA_FOLDER: dataFolder,
    PORT: String(pages),
    OPERATIONS_PORT: String(figures),
    ...eventStore(),
    ...Object.fromEntries(
      serviceNames.map((name, n) => [`${name.toUpperCase()}_PORT`, String(others[n])]),
    ),
  };
  const operationsPorts = [...others.slice(serviceNames.length), figures ?? 0];
  const configuration = readConfiguration(env);
  const { system, operations, close } =
    shape === 'one process'
      ? await startOne(configuration, log)
      : await startServices(configuration, { ...env, ...settings }, operationsPorts, say);
  return {
    url: `http://127.0.0.1:${configuration.port}`,
    databaseUrl: database.url,
    configuration,
    operations,
    system,
    async close() {
      await close();
      await database.drop();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

/** A log of its own on the KurrentDB that `npm run test:kurrentdb` was told of. */
function eventStore(): Record<string, string> {
  const given = process.env.JOURNEYS_EVENT_STORE;
  if (!given) return {};
  const url = new URL(given);
  url.searchParams.set('installation', `journey-${randomBytes(6).toString('hex')}`);
  return { EVENT_STORE: url.href };
}

async function startOne(configuration: Configuration, log?: Logger): Promise<Started> {
  if (log) logTo(log);
  const app = await startMarketplace(configuration, log);
  const operations = { marketplace: `http://127.0.0.1:${configuration.operations.port}` };
  const system = app.get(Buses, { strict: false });
  return { system, operations, close: () => app.close() };
}

/** Every context and the gateway as processes of their own, from the build. */
async function startServices(
  configuration: Configuration,
  env: Record<string, string>,
  operationsPorts: readonly number[],
  say: (line: string) => void,
): Promise<Started> {
  const operations: Record<string, string> = {};
  const names = [...serviceNames, 'gateway'];
  const kept = names.map((name, n) => {
    const file = join(import.meta.dirname, `../../dist/apps/${name}/src/main.js`);
    const port = String(operationsPorts[n]);
    operations[name] = `http://127.0.0.1:${port}`;
    return new Kept({ name, file, env: { ...process.env, ...env, OPERATIONS_PORT: port } }, say);
  });
  const lines = linesTo(configuration);
  await Promise.all(kept.map((program) => program.start()));
  return {
    system: overLines(lines),
    operations,
    async close() {
      for (const line of lines.values()) line.onApplicationShutdown();
      await Promise.all(kept.map((program) => program.stop()));
    },
  };
}

/** A line to each context, under the name of every message that it answers. */
function linesTo({ services, secrets }: Configuration): ReadonlyMap<string, Line> {
  const entries = Object.values(contexts).flatMap(({ name, commands, queries }) => {
    const line = new Line(name, services[name as keyof typeof services], secrets.serviceSecret);
    return Object.keys({ ...commands, ...queries }).map((message) => [message, line] as const);
  });
  return new Map(entries);
}

/** Asks as the contexts ask each other: signed, over TCP. */
function overLines(lines: ReadonlyMap<string, Line>): Ways {
  const ask = ({ name }: { name: string }, body: unknown, { actor, ...meta }: Meta | QueryMeta) => {
    const line = lines.get(name);
    if (!line) throw new Error(`No context answers ${name}.`);
    return line.ask(name, body as object, meta, actor);
  };
  return { command: ask as Ways['command'], query: ask as Ways['query'] };
}

/** So many ports, no two the same. */
async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort(0));
  return [...ports];
}
