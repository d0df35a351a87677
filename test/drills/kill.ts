import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbedded } from '#libs/storage';
import { logFaults, readModelFaults } from './comparison.js';
import { Installed, type Shape, type Victim } from './installed.js';
import { Load } from './load.js';
import { gather, type People } from './people.js';
import { seeded } from './seeded.js';

export interface KillDrill {
  readonly seed: number;
  readonly rounds: number;
  readonly shape?: Shape;
  readonly say?: (line: string) => void;
}

export interface Outcome {
  readonly acknowledged: number;
  /** Acknowledged only at a second try or later. */
  readonly retried: number;
  readonly victims: readonly Victim[];
  /** From each kill to the next answers. */
  readonly recoveriesMs: readonly number[];
  readonly faults: readonly string[];
  /** Positive control: what the same comparison found when the database did not wait for its disk. */
  readonly controlFaults: readonly string[];
}

const clients = 16;
const victimsOf: Record<Shape, readonly Victim[]> = {
  start: ['application', 'database', 'both'],
  'start-services': ['service', 'application', 'database', 'both'],
};

/**
 * kill -9 under load, again and again: what was acknowledged is there, once, in its order; what
 * was not is tried again with its key and takes effect once; read models equal the log.
 */
export async function killDrill(drill: KillDrill): Promise<Outcome> {
  const installed = new Installed(drill.shape ?? 'start');
  try {
    await installed.start();
    const people = await gather(installed);
    const load = loadOn(installed, people);
    const seen = await killUnder(load, installed, drill);
    const controlFaults = await forgetfulLosses(installed, people, load.sequence);
    const retried = load.receipts.filter(({ tries }) => tries > 1).length;
    return { acknowledged: load.receipts.length, retried, ...seen, controlFaults };
  } finally {
    await installed.stop();
  }
}

function loadOn(installed: Installed, people: People, from?: number): Load {
  const log = join(installed.folder, 'receipts.jsonl');
  return new Load(() => installed.url, people, log, clients, from);
}

async function killUnder(load: Load, installed: Installed, drill: KillDrill) {
  const { seed, rounds, shape = 'start', say = () => undefined } = drill;
  const random = seeded(seed);
  const victims: Victim[] = [];
  const recoveriesMs: number[] = [];
  const faults: string[] = [];
  await load.more(clients);
  for (let round = 0; round < rounds && faults.length === 0; round += 1) {
    const victim = victimsOf[shape][round % victimsOf[shape].length] as Victim;
    await sleep(300 + random() * 900);
    const killedAt = performance.now();
    if (await installed.kill(victim, random())) await installed.start();
    await load.more(clients);
    victims.push(victim);
    recoveriesMs.push(Math.round(performance.now() - killedAt));
    faults.push(...(await logFaults(installed.databaseUrl, [...load.receipts])));
    const counts = `${load.receipts.length} acknowledged, ${faults.length} faults`;
    say(`${round + 1}. ${victim}: going on after ${recoveriesMs.at(-1)} ms; ${counts}`);
  }
  await load.stop();
  faults.push(...load.troubles);
  faults.push(...(await logFaults(installed.databaseUrl, load.receipts)));
  faults.push(...(await readModelFaults(installed.databaseUrl)));
  return { victims, recoveriesMs, faults };
}

/** The settings that the store refuses to start with, made under its feet. */
async function forget(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('ALTER DATABASE commonpurse SET synchronous_commit = off');
  await client.query("ALTER SYSTEM SET wal_writer_delay = '10s'");
  await client.query('SELECT pg_reload_conf()');
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  await client.end();
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
  await installed.kill('both', 0);
  await load.abandon();
  const server = await startEmbedded({ dataFolder: join(installed.folder, 'data'), port: 0 });
  try {
    return await logFaults(server.url, load.receipts);
  } finally {
    await server.stop();
  }
}
