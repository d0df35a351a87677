import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export const benchPassword = 'teapot-lantern-gravel';

const person = 'lead@tarnbury.example';
const pauseMs = 5;
const idleMs = 8_000;

/** A marketplace at work, and somebody who reads one of its pages. */
export interface Reading {
  /** The slowest page but one in a hundred, in ms: while nothing else happens, and while solving. */
  slowest(): Promise<{ idle: number; solving: number; pages: number }>;
  stop(): Promise<void>;
}

/** Starts the marketplace in a process of its own, and signs in. */
export async function startReading(): Promise<Reading> {
  const file = join(process.cwd(), 'dist/test/bench/savings-site.js');
  const site = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: site.stdout });
  const next = await asked(await heard(lines, 'http'));
  return {
    slowest: async () => {
      const end = performance.now() + idleMs;
      const idle = await times(next, () => performance.now() < end);
      let solved = false;
      site.stdin.write('2\n');
      void heard(lines, 'solved').then(() => (solved = true));
      const solving = await times(next, () => !solved);
      return { idle: p99(idle), solving: p99(solving), pages: solving.length };
    },
    stop: async () => {
      site.stdin.end();
      await once(site, 'exit');
    },
  };
}

/** The next line that begins so. */
async function heard(lines: Interface, begins: string): Promise<string> {
  for (;;) {
    const [line] = (await once(lines, 'line')) as [string];
    if (line.startsWith(begins)) return line;
  }
}

/** Asks for one page of the savings, as somebody who is signed in. */
async function asked(page: string): Promise<() => Promise<void>> {
  const { origin: url } = new URL(page);
  const form = await fetch(`${url}/sign-in`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ email: person, password: benchPassword }),
    redirect: 'manual',
  });
  const cookie = form.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return async () => {
    const answer = await fetch(page, { headers: { cookie }, redirect: 'manual' });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${page} answered ${answer.status}.`);
  };
}

async function times(next: () => Promise<void>, goOn: () => boolean): Promise<number[]> {
  const seen: number[] = [];
  while (goOn()) {
    const began = performance.now();
    await next();
    seen.push(performance.now() - began);
    await sleep(pauseMs);
  }
  return seen;
}

function p99(seen: readonly number[]): number {
  return seen.toSorted((a, b) => a - b)[Math.ceil(0.99 * seen.length) - 1] ?? NaN;
}
