import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbedded } from '#libs/storage';
import { logFaults, readModelFaults } from './comparison.js';
import type { Drill, How, Outcome } from './drilling.js';
import { withClient } from './ground.js';
import { Installed, type Victim } from './installed.js';
import { Load } from './load.js';
import { gather, type People } from './people.js';
import { seeded } from './seeded.js';

export interface KillOutcome extends Outcome {
  readonly acknowledged: number;
  /** Acknowledged only at a second try or later. */
  readonly retried: number;
  readonly victims: readonly string[];
}

const clients = 16;
/** What can be lost is compared with the log on the way, which takes longer as it grows. */
const compareEvery = 10;

/** Database, everything that we run, both; and in separate services each of them alone. */
export const kill: Drill = {
  title: 'kill -9 under load',
  usual: { rounds: 20 },
  run: killDrill,
};

/**
 * kill -9 under load, again and again: what was acknowledged is there, once, in its order; what
 * was not is tried again with its key and takes effect once; read models equal the log.
 */
export async function killDrill(how: How): Promise<KillOutcome> {
  const installed = new Installed(how.services ? 'start-services' : 'start');
  try {
    await installed.start();
    const people = await gather(installed);
    const load = loadOn(installed, people);
    const { victims, recoveriesMs, faults } = await killUnder(load, installed, how);
    const found = await forgetfulLosses(installed, people, load.sequence);
    const retried = load.receipts.filter(({ tries }) => tries > 1).length;
    const acknowledged = load.receipts.length;
    const times = recoveriesMs.toSorted((a, b) => a - b);
    const seen = [
      `${victims.length} kills of ${[...new Set(victims)].join(', ')}.`,
      `${acknowledged} acknowledged commands, ${retried} of them after a retry with their key.`,
      `Going on after ${times[times.length >> 1]} ms (median), ${times.at(-1)} ms at most.`,
    ];
    const control = { broken: 'a database that does not wait for its disk', found };
    const trials = victims.length;
    return { trials, of: 'kills', seen, faults, control, victims, acknowledged, retried };
  } finally {
    await installed.stop();
  }
}

function loadOn(installed: Installed, people: People, from?: number): Load {
  const log = join(installed.folder, 'receipts.jsonl');
  return new Load(() => installed.url, people, log, clients, from);
}

async function killUnder(load: Load, installed: Installed, how: How) {
  const random = seeded(how.seed);
  const victims: string[] = [];
  const recoveriesMs: number[] = [];
  const faults: string[] = [];
  await load.more(clients);
  for (let round = 0; round < how.rounds && faults.length === 0; round += 1) {
    const victim = installed.victims[round % installed.victims.length] as Victim;
    await sleep(300 + random() * 900);
    const killedAt = performance.now();
    if (await installed.kill(victim)) await installed.start();
    await load.more(clients);
    victims.push(victim);
    recoveriesMs.push(Math.round(performance.now() - killedAt));
    const compare = (round + 1) % compareEvery === 0;
    if (compare) faults.push(...(await logFaults(installed.databaseUrl, [...load.receipts])));
    const counts = `${load.receipts.length} acknowledged${compare ? `, ${faults.length} faults` : ''}`;
    how.say?.(`${round + 1}. ${victim}: going on after ${recoveriesMs.at(-1)} ms; ${counts}`);
  }
  await load.stop();
  faults.push(...load.troubles);
  faults.push(...(await logFaults(installed.databaseUrl, load.receipts)));
  faults.push(...(await readModelFaults(installed.databaseUrl)));
  return { victims, recoveriesMs, faults };
}

/**
 * The store refuses a database whose settings forget, at every new connection that appends. So the
 * settings stay as they are for those that it has, and each of their commits is told not to wait.
 */
function forget(databaseUrl: string): Promise<void> {
  return withClient(databaseUrl, async (client) => {
    await client.query(`
      CREATE FUNCTION event_store.forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM set_config('synchronous_commit', 'off', true);
        RETURN NULL;
      END $$;
      CREATE TRIGGER forget AFTER INSERT ON event_store.events
        EXECUTE FUNCTION event_store.forget()`);
    await client.query("ALTER SYSTEM SET wal_writer_delay = '10s'");
    await client.query('SELECT pg_reload_conf()');
    // Nobody else's commits may bring the log's to the disk with theirs.
    await client.query('ALTER DATABASE commonpurse SET synchronous_commit = off');
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND application_name <> 'event-store'`,
    );
  });
}

/** Both are killed and the database alone comes back: the receipts are all that clients have. */
async function forgetfulLosses(
  installed: Installed,
  people: People,
  from: number,
): Promise<string[]> {
  await forget(installed.databaseUrl);
  const load = loadOn(installed, people, from);
  await load.more(4 * clients);
  await installed.kill('both');
  await load.abandon();
  const server = await startEmbedded({ dataFolder: join(installed.folder, 'data'), port: 0 });
  try {
    return await logFaults(server.url, load.receipts);
  } finally {
    await server.stop();
  }
}
