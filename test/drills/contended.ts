import { v7 as newId } from 'uuid';
import { logFaults } from './comparison.js';
import { Crowd, type Task } from './crowd.js';
import type { Drill, How, Outcome } from './drilling.js';
import { onFreshDatabase, withClient, withServer } from './ground.js';
import { consortiumId, run } from '../../libs/event-sourcing/spec/running.js';
import { OpenJar } from '../../libs/event-sourcing/spec/jar.messages.js';

const writers = 64;
const controlEvents = 400;
/** Each process takes its time to start. */
const isShort = (events: number): boolean => events < 1000;

/** Very many write to one stream at once, by the store and by commands: one winner each time. */
export const contended: Drill = {
  title: `${writers} writers on one stream`,
  usual: { events: 20_000 },
  run: (how) => withServer(() => contendedDrill(how)),
};

const works = ['one-stream', 'one-jar'] as const;
type Work = (typeof works)[number];

async function contendedDrill({ seed, events }: How): Promise<Outcome> {
  const seen: string[] = [];
  const faults: string[] = [];
  let trials = 0;
  for (const work of works) {
    const { won, tries, found } = await race(work, seed, events, false);
    seen.push(`${names[work]}: ${won} places won, in ${tries} tries.`);
    trials += won;
    faults.push(...found);
  }
  const few = Math.min(events, controlEvents);
  const found: string[] = [];
  const controlled = isShort(events) ? (['one-stream'] as const) : works;
  for (const work of controlled) found.push(...(await race(work, seed, few, true)).found);
  const broken = 'an append without its lock and without unique revisions';
  return { trials, of: 'places', seen, faults, control: { broken, found } };
}

const names: Record<Work, string> = {
  'one-stream': 'Appends by the store',
  'one-jar': 'Commands to one jar',
};

/** One crowd on one stream of a database of its own, and what is wrong with what it left. */
function race(work: Work, seed: number, events: number, broken: boolean) {
  return onFreshDatabase(async (url) => {
    const about = newId();
    const task: Task = { work, url, seed, about, writers, firstWriter: 0, events };
    if (work === 'one-jar') await openJar(url, about, events);
    const crowd = await Crowd.gather(task, isShort(events) ? 2 : 4);
    if (broken) await breakAppends(url);
    const { receipts, troubles } = await crowd.work();
    return {
      won: receipts.length,
      tries: receipts.reduce((sum, { tries }) => sum + tries, 0),
      found: [
        ...troubles,
        ...(await logFaults(url, receipts)),
        ...(work === 'one-jar' ? await roomFaults(url, events) : []),
      ],
    };
  });
}

async function openJar(url: string, jarId: string, room: number): Promise<void> {
  const app = await run(url, { start: false });
  await app.ask(OpenJar, { jarId, consortiumId, room });
  await app.stop();
}

/** The rule that all those commands were decided by: the jar is full, and not fuller. */
function roomFaults(url: string, room: number): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ coins: number }>(
      `SELECT coalesce(sum((text::jsonb #>> '{data,coins}')::int), 0)::int AS coins
        FROM event_store.events WHERE type = 'CoinsPutIn'`,
    );
    const coins = rows[0]?.coins;
    return coins === room ? [] : [`A jar with room for ${room} coins holds ${coins}.`];
  });
}

/**
 * The control: the same append, but it does not wait for the one before it, and nothing else
 * keeps a place from being given twice.
 */
async function breakAppends(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ definition: string }>(
      `SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE proname = 'es_append'`,
    );
    const lock = /PERFORM pg_advisory_xact_lock\([^)]*\);/;
    const definition = rows[0]?.definition ?? '';
    if (rows.length !== 1 || !lock.test(definition)) throw new Error('es_append has no lock.');
    await client.query(`${definition.replace(lock, '')};
      ALTER TABLE event_store.events DROP CONSTRAINT events_pkey;
      ALTER TABLE event_store.events DROP CONSTRAINT events_stream_revision_key;
      CREATE INDEX ON event_store.events (position);
      CREATE INDEX ON event_store.events (stream, revision);`);
  });
}
