import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, jest } from '@jest/globals';
import { createPostgresEventStore } from '#libs/event-store';
import { processesOf } from '../../tools/testing.js';
import { Installed } from '../drills/installed.js';
import { gather, type People } from '../drills/people.js';

// Real processes of the build: `npm test` builds first.
jest.setTimeout(180_000);

interface Answered {
  readonly key: string;
  /** 0: the connection was refused or broke. */
  readonly status: number;
  readonly sentAt: number;
}

const budgetOf = ({ consortiumId, partyIds }: People, n: number) => {
  const minuteReference = `Minute ${n}`;
  return { consortiumId, partyId: partyIds[0], amountPence: n + 1, minuteReference };
};

/** One budget over a connection of its own, so that each stands for another client. */
async function approve(url: string, people: People, key: string, n: number): Promise<Answered> {
  const sentAt = performance.now();
  const body = JSON.stringify(budgetOf(people, n));
  const sent = request(`${url}/api/v1/funds/${people.fundId}/budgets`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${people.approver}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'idempotency-key': key,
    },
  });
  sent.end(body);
  try {
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return { key, status: answer.statusCode ?? 0, sentAt };
  } catch {
    return { key, status: 0, sentAt };
  }
}

describe.each(['start', 'start-services'] as const)('npm run %s, told to stop', (shape) => {
  it('answers every command that came before, within its time, and loses or doubles none', async () => {
    const installed = new Installed(shape);
    try {
      await installed.start();
      const people = await gather(installed);
      const answers: Promise<Answered>[] = [];
      let toldAt = Infinity;
      const isOver = () => performance.now() > toldAt + 1_500;
      const load = (async () => {
        for (let n = 0; !isOver(); n++, await pause(4)) {
          answers.push(approve(installed.url, people, randomUUID(), n));
        }
      })();
      await pause(1_500);
      toldAt = performance.now();
      const code = await installed.end();
      const tookMs = performance.now() - toldAt;
      await load;
      const seen = await Promise.all(answers);

      expect(code).toBe(0);
      expect(tookMs).toBeLessThan(25_000);
      expect(processesOf(installed.folder)).toEqual([]);
      expect(seen.filter(({ status }) => ![201, 503, 0].includes(status))).toEqual([]);
      const before = seen.filter(({ sentAt }) => sentAt < toldAt - 50);
      expect(before.length).toBeGreaterThan(50);
      expect(before.filter(({ status }) => status === 0)).toEqual([]);

      await installed.start();
      const keys = seen.map(({ key }) => key);
      const again = await Promise.all(keys.map((key, n) => approve(installed.url, people, key, n)));
      expect(again.filter(({ status }) => status !== 201)).toEqual([]);
      expect(await recorded(installed.databaseUrl, people.fundId, keys)).toEqual(keys.sort());
    } finally {
      await installed.stop();
    }
  });
});

/** Which of these commands took effect, once for each effect. */
async function recorded(url: string, fundId: string, keys: readonly string[]): Promise<string[]> {
  const store = await createPostgresEventStore({ url });
  const events = await store.readStream(`fund-${fundId}`);
  await store.close();
  const known = new Set(keys);
  return events
    .map(({ meta }) => meta.commandId)
    .filter((id) => known.has(id))
    .sort();
}
