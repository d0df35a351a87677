import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemoryEventStore, type NewEvent, type StoredEvent } from '#libs/event-store';
import { upcasters, versionName } from '#messages/upcasters';
import { upcasting } from '../libs/event-sourcing/src/upcasting.js';
import { stateOf } from './deciders.js';
import { readCatalogue } from './event-catalogue.js';

/**
 * Whole logs as they were stored once: `<n>.jsonl` holds their canonical texts in their order, one
 * a line, and `<n>.states.json` what each stream comes to. Logs are added and never changed.
 */
export interface KeptLog {
  readonly name: string;
  readonly texts: readonly string[];
}

export const fixtureFolder = 'test/events';

export function readFixtures(root: string): KeptLog[] {
  const folder = join(root, fixtureFolder);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return files.sort().map((name) => ({
    name: name.replace(/\.jsonl$/, ''),
    texts: readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean),
  }));
}

/** The name of the version that a text is of. */
export function versionOfText(text: string): string {
  const { type, v = 1 } = parsed(text);
  return versionName(type, v);
}

/** Versions of the catalogue of which no event is kept. */
export function withoutFixture(root: string): string[] {
  const kept = new Set(readFixtures(root).flatMap(({ texts }) => texts.map(versionOfText)));
  return Object.keys(readCatalogue(root)).filter((name) => !kept.has(name));
}

/** Keeps a log that holds what is missing, and what its streams come to. */
export async function keepFixtures(root: string, texts: readonly string[]): Promise<void> {
  const missing = new Set(withoutFixture(root));
  if (!texts.some((text) => missing.has(versionOfText(text)))) return;
  mkdirSync(join(root, fixtureFolder), { recursive: true });
  const name = String(readFixtures(root).length + 1).padStart(2, '0');
  const lines = texts.map((text) => `${text}\n`).join('');
  writeFileSync(join(root, fixtureFolder, `${name}.jsonl`), lines, { flag: 'wx' });
  await writeStates(root);
}

/** Records a log anew and reads it: the text made again, in today's view. */
export async function replay({ texts }: KeptLog): Promise<readonly StoredEvent[]> {
  const store = createMemoryEventStore();
  for (const text of texts) {
    const { id, type, stream, revision, data, ...meta } = parsed(text);
    const expected = revision === 0 ? 'no-stream' : revision - 1;
    await store.append({ stream, expected, events: [{ id, type, data, meta } as NewEvent] });
  }
  const limit = texts.length + 1;
  return (await upcasting(store, upcasters).readAll({ after: 0n, limit })).events;
}

/** What the streams of a log come to, by stream. */
export async function statesOf(log: KeptLog): Promise<Record<string, unknown>> {
  const streams = new Map<string, StoredEvent[]>();
  for (const event of await replay(log)) {
    streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
  }
  return Object.fromEntries([...streams].map(([name, events]) => [name, stateOf(events)]));
}

export function readStates(root: string, { name }: KeptLog): Record<string, unknown> {
  const file = join(root, fixtureFolder, `${name}.states.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

/** Writes them anew: for a new log, or when a decider's state has another form. */
export async function writeStates(root: string): Promise<void> {
  for (const log of readFixtures(root)) {
    const file = join(root, fixtureFolder, `${log.name}.states.json`);
    writeFileSync(file, `${JSON.stringify(await statesOf(log), null, 1)}\n`);
  }
}

interface Parsed {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly data: object;
  readonly v?: number;
}

function parsed(text: string): Parsed {
  return JSON.parse(text) as Parsed;
}
