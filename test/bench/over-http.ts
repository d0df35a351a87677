import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DataSource } from 'typeorm';
import { authTables, findPersonByEmail, issueToken } from '#libs/auth';
import { begin, envOf, launched, program, stop } from '../../tools/testing.js';
import type { Contest, Measure } from './contest.js';
import type { Ground } from './ground.js';

const connections = 64;

/**
 * Schools put on the register over so many kept connections, by a third process that only sends.
 * Ours is a whole installation in its own process: token, roles, validation, decision, durable
 * append, and every read model at work. The bare route is a Nest application with ValidationPipe
 * and CommandBus that takes the same body in the same class, and answers with no more ado.
 */
export const overHttp: Contest<Ground> = {
  name: 'http-64',
  unit: 'commands/s',
  peers: ['bare-route'],
  open: async (ground, wanted) => {
    const client = new Sender();
    const ours = await installation(ground);
    const bare = wanted.length > 0 ? await bareRoute() : undefined;
    return {
      ours: (seconds) => client.send({ ...ours.target, seconds, connections }),
      peers: bare
        ? { 'bare-route': (seconds) => client.send({ ...bare.target, seconds, connections }) }
        : ({} as Record<string, Measure>),
      close: async () => {
        client.stop();
        await Promise.all([ours.stop(), bare?.stop()]);
      },
    };
  },
};

interface Target {
  readonly port: number;
  readonly path: string;
  readonly token?: string;
}

/** Started as `npm start -- --empty` does, on a database of the ground. */
async function installation(ground: Ground): Promise<{ target: Target; stop(): Promise<void> }> {
  const databaseUrl = await ground.database();
  const env = { ...envOf(ground.folder), DATABASE_URL: databaseUrl, NODE_ENV: 'production' };
  const begun = begin('start', env, '--empty');
  const { child, url } = await launched(begun);
  const token = await operatorToken(databaseUrl, env);
  return {
    target: { port: Number(new URL(url).port), path: '/api/v1/schools', token },
    stop: async () => void (await stop(child, 'SIGTERM')),
  };
}

async function operatorToken(databaseUrl: string, env: NodeJS.ProcessEnv): Promise<string> {
  const email = 'operator@bench.example';
  const who = ['--email', email, '--name', 'Operator', '--operator'];
  const added = spawnSync(process.execPath, [program('user-add'), ...who], { env });
  if (added.status !== 0) throw new Error(added.stderr.toString());
  const db = new DataSource({ type: 'postgres', url: databaseUrl, entities: authTables });
  await db.initialize();
  try {
    const person = await findPersonByEmail(db, email);
    return (await issueToken(db, person!.id, new Date())).token;
  } finally {
    await db.destroy();
  }
}

async function bareRoute(): Promise<{ target: Target; stop(): Promise<void> }> {
  const child = other('http-bare');
  const port = Number(await lineOf(child));
  return {
    target: { port, path: '/schools' },
    stop: async () => void (await stop(child, 'SIGTERM')),
  };
}

/** The process that sends: it is told what in a line, and answers with the rate in another. */
class Sender {
  private readonly child = other('http-sender');
  private readonly lines = createInterface({ input: this.child.stdout! });
  private sent = 0;

  async send(what: Target & { seconds: number; connections: number }): Promise<number> {
    const answer = once(this.lines, 'line');
    this.child.stdin!.write(`${JSON.stringify({ ...what, from: this.sent })}\n`);
    const [line] = (await answer) as [string];
    const { count, seconds, failure } = JSON.parse(line) as Sent;
    if (failure !== undefined) throw new Error(`A request failed: ${failure}`);
    this.sent += count + connections;
    return count / seconds;
  }

  stop(): void {
    this.child.stdin!.end();
  }
}

/** What the sender says of a turn. */
export interface Sent {
  readonly count: number;
  readonly seconds: number;
  readonly failure?: string;
}

function other(name: string): ChildProcess {
  const file = join(process.cwd(), 'dist/test/bench', `${name}.js`);
  return spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
}

async function lineOf(child: ChildProcess): Promise<string> {
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return line;
}
