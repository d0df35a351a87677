import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbedded } from '#libs/storage';
import { logFaults, readModelFaults } from './comparison.js';
import { Installed, type Shape, type Victim } from './installed.js';
import { Load, type Receipt } from './load.js';
import { gather } from './people.js';
import { seeded } from './seeded.js';

export interface KillDrill {
  readonly seed: number;
  readonly rounds: number;
  readonly shape?: Shape;
  /** Positive control: the database acknowledges before it is safe, so acknowledged things go. */
  readonly forgetful?: boolean;
  readonly say?: (line: string) => void;
}

export interface Outcome {
  readonly acknowledged: number;
  /** Acknowledged only at a second try or later. */
  readonly retried: number;
  readonly victims: readonly Victim[];
  /** From each kill to the next answer. */
  readonly recoveriesMs: readonly number[];
  readonly faults: readonly string[];
  readonly receipts: readonly Receipt[];
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
  const { seed, rounds, shape = 'start', forgetful = false, say = () => undefined } = drill;
  const random = seeded(seed);
  const installed = new Installed(shape);
  const victims: Victim[] = [];
  const recoveriesMs: number[] = [];
  const faults: string[] = [];
  try {
    await installed.start();
    const people = await gather(installed);
    const log = join(installed.folder, 'receipts.jsonl');
    const load = new Load(() => installed.url, people, log, clients);
    await load.more(clients);
    if (forgetful) {
      await forget(installed.databaseUrl);
      return await loseAll(installed, load);
    }
    for (let round = 0; round < rounds; round += 1) {
      const victim = victimsOf[shape][round % victimsOf[shape].length] as Victim;
      await sleep(300 + random() * 900);
      const killedAt = performance.now();
      if (await installed.kill(victim, random())) await installed.start();
      await load.more(clients);
      victims.push(victim);
      recoveriesMs.push(Math.round(performance.now() - killedAt));
      faults.push(...(await logFaults(installed.databaseUrl, [...load.receipts])));
      say(
        `${round + 1}. ${victim}: going on after ${recoveriesMs.at(-1)} ms; ` +
          `${load.receipts.length} acknowledged, ${faults.length} faults`,
      );
      if (faults.length > 0) break;
    }
    await load.stop();
    faults.push(...load.troubles);
    faults.push(...(await logFaults(installed.databaseUrl, load.receipts)));
    faults.push(...(await readModelFaults(installed.databaseUrl)));
    return outcome(load, { victims, recoveriesMs, faults });
  } finally {
    await installed.stop();
  }
}

type Seen = Pick<Outcome, 'victims' | 'recoveriesMs' | 'faults'>;

function outcome({ receipts }: Load, seen: Seen): Outcome {
  const retried = receipts.filter(({ tries }) => tries > 1).length;
  return { acknowledged: receipts.length, retried, receipts, ...seen };
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

/** Both are killed and the database alone comes back: the receipts are all that the clients have. */
async function loseAll(installed: Installed, load: Load): Promise<Outcome> {
  await load.more(10 * clients);
  await installed.kill('both', 0);
  const receipts = [...load.receipts];
  const server = await startEmbedded({ dataFolder: join(installed.folder, 'data'), port: 0 });
  try {
    const faults = await logFaults(server.url, receipts);
    return { ...outcome(load, { victims: ['both'], recoveriesMs: [], faults }), receipts };
  } finally {
    await server.stop();
    // Nobody will answer them any more.
    void load.stop();
  }
}
