import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { networkBefore } from '../../event-store/src/postgres/network.testing.js';
import { OpenJar, PutIn } from '../spec/jar.messages.js';
import { bellThatBreaks, nextJar, openOnSeven, ringOnNine } from '../spec/jar.processes.js';
import { JarRow, openJars } from '../spec/jars.read-model.js';
import { consortiumId, eventually, run, type How, type Running } from '../spec/running.js';
import { Leases, readerLocks } from './leases.js';
import { process as follows } from './registration.js';
import { tableHashes } from './table-hashes.js';

// Real processes of the build: `npm test` builds first.
jest.setTimeout(90_000);

const mostMs = 10_000;
const program = join(process.cwd(), 'dist/libs/event-sourcing/spec/jar-process.js');

let database: FreshDatabase;
let app: Running;
const children: ChildProcess[] = [];

/** Asks and looks, and leaves following to the processes. */
beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url, { start: false });
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await gone;
  }
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

async function begin(name: string, ...job: string[]): Promise<ChildProcess> {
  const url = `${database.url}?application_name=${name}`;
  const child = spawn(process.execPath, [program, url, ...job]);
  children.push(child);
  let said = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }
  for (let waited = 0; !said.includes('ready'); waited += 20) {
    if (child.exitCode !== null || waited > 30_000) throw new Error(`It did not begin: ${said}`);
    await pause(20);
  }
  return child;
}

/** Which process holds the lock of each reader. */
async function leaders(): Promise<string[]> {
  const found: { name: string }[] = await app.db.query(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.classid = ${readerLocks}
        AND a.datname = current_database()`,
  );
  return found.map(({ name }) => name);
}

const readers = 4;

async function handled(coins: number): Promise<string> {
  const jarId = randomUUID();
  await app.ask(OpenJar, { jarId, consortiumId, room: 100 });
  await app.ask(PutIn, { jarId, coins });
  await eventually(async () => (await opened(jarId)).length > 0);
  return jarId;
}

async function jarsOpened(): Promise<number> {
  const after = { after: 0n, types: ['JarOpened'], limit: 1000 };
  return (await app.store.readAll(after)).events.length;
}

function opened(jarId: string) {
  return app.store.readStream(`jar-${nextJar(jarId)}`);
}

/** How long after this the other process leads every reader, and has done what waits. */
async function takenOver(by: string, lose: () => void | Promise<void>): Promise<number> {
  const began = performance.now();
  await lose();
  const waits = handled(7);
  while (!(await leaders()).every((name) => name === by) || (await leaders()).length < readers) {
    if (performance.now() - began > 3 * mostMs) throw new Error(`Led by ${await leaders()}.`);
    await pause(50);
  }
  await waits;
  return performance.now() - began;
}

describe('Of two processes of one service', () => {
  it.each([
    ['SIGKILL', 'is killed'],
    ['SIGSTOP', 'hangs, its connections open'],
  ] as const)(
    'one takes over within ten seconds when the other gets %s: it %s',
    async (signal, _how) => {
      const one = await begin('one');
      await eventually(async () => (await leaders()).length === readers);
      await begin('two');
      expect(new Set(await leaders())).toEqual(new Set(['one']));
      const before = await handled(7);
      const took = await takenOver('two', () => void one.kill(signal));
      console.log(`Taken over ${Math.round(took)} ms after ${signal}.`);
      expect(took).toBeLessThan(mostMs);
      one.kill('SIGCONT');
      await handled(7);
      expect((await opened(before)).map(({ type }) => type)).toEqual(['JarOpened']);
    },
  );

  it('one takes over within ten seconds when the other is cut off without a word', async () => {
    const network = await networkBefore(database.url);
    const url = new URL(network.url);
    url.searchParams.set('application_name', 'far');
    const far = await run(url.href, { extra: [follows(openOnSeven)] });
    await eventually(async () => (await leaders()).includes('far'));
    await begin('near');
    network.loseAnswers();
    const began = performance.now();
    await eventually(async () => !(await leaders()).includes('far'));
    await handled(7);
    const took = performance.now() - began;
    console.log(`Taken over ${Math.round(took)} ms after the answers were lost.`);
    expect(took).toBeLessThan(mostMs);
    network.cut();
    network.mend();
    await far.stop();
    await network.close();
  });

  it('a rebuild leaves the old rows when it is killed, whenever that is', async () => {
    await begin('live');
    await handled(7);
    await eventually(async () => (await app.db.manager.count(JarRow)) === (await jarsOpened()));
    const live = async () => tableHashes(app.db, openJars);
    const before = await live();
    for (const ms of [5, 20, 45]) {
      const rebuilding = await begin('rebuilding', 'rebuild');
      await pause(ms);
      const gone = once(rebuilding, 'exit');
      rebuilding.kill('SIGKILL');
      await gone;
      expect(await live()).toEqual(before);
    }
    await eventually(async () => !(await leaders()).includes('rebuilding'));
    await app.eventSourcing.rebuild('open-jars');
    expect(await live()).toEqual(before);
  });
});

describe('What two processes both do', () => {
  async function twice(): Promise<{ rings: number; opened: number }> {
    const rung = { left: 0, rings: 0, slowlyMs: 300 };
    const how: How = {
      extra: [follows(openOnSeven), follows(ringOnNine), bellThatBreaks(rung)],
    };
    const [one, two] = [await run(database.url, how), await run(database.url, how)];
    const jarId = await handled(7);
    await pause(1_000);
    await app.ask(PutIn, { jarId, coins: 9 });
    await one.eventSourcing.waitFor(await app.store.head());
    await two.eventSourcing.waitFor(await app.store.head());
    await pause(1_000);
    await Promise.all([one.stop(), two.stop()]);
    return { rings: rung.rings, opened: (await opened(jarId)).length };
  }

  it('is asked once under the lock; without it twice, and still has one effect', async () => {
    expect(await twice()).toEqual({ rings: 1, opened: 1 });
    const locked = jest.spyOn(Leases.prototype, 'take').mockResolvedValue(true);
    expect(await twice()).toEqual({ rings: 2, opened: 1 });
    locked.mockRestore();
  });
});
