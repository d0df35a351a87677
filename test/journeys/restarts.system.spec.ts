import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  isAnswer,
  SeparateServices,
  victims,
  type Seen,
  type Victim,
} from './separate-services.js';

// Real processes of the build: `npm test` builds first.
jest.setTimeout(180_000);

/** A service is waited for ten seconds; the rest is for a busy machine. */
const patienceMs = 12_000;
const contexts = victims.filter((name) => name !== 'gateway');

describe('Separate services', () => {
  let services: SeparateServices;
  let boxes = 1;

  beforeAll(async () => {
    services = await SeparateServices.start();
    for (const name of victims) await services.untilAnswered(name);
  });
  afterAll(() => services.stop());

  /** Whatever the client saw: an answer, or 503 with Retry-After, in bounded time. */
  function expectBounded(seen: readonly Seen[]): void {
    const isBounded = ({ ms }: Seen) => ms < patienceMs;
    const isBusy = ({ status, retryAfter }: Seen) => status === 503 && retryAfter !== null;
    expect(seen.filter((one) => !isBounded(one) || !(isAnswer(one) || isBusy(one)))).toEqual([]);
  }

  function expectOnlyRestarted(name: Victim, before: Record<Victim, number>): void {
    const after = services.pids();
    expect(after[name]).toBeGreaterThan(0);
    expect(after[name]).not.toBe(before[name]);
    expect({ ...after, [name]: 0 }).toEqual({ ...before, [name]: 0 });
  }

  it('carry who asks and why from the gateway through two contexts', async () => {
    const { correlationId, key } = await services.demand(boxes++);
    const { store } = services.cluster;
    const { events } = await store.readAll({ after: 0n, limit: 5000 });
    const chain = events.filter(({ meta }) => meta.correlationId === correlationId);
    const [asked, reserved, committed] = chain;
    expect(chain.map(({ type }) => type)).toEqual([
      'DemandRequested',
      'FundsReserved',
      'DemandCommitted',
    ]);
    expect(asked?.meta).toMatchObject({
      actor: services.cluster.actor('alderBuyer').id,
      commandId: key,
    });
    expect(asked?.meta.causationId).toBeUndefined();
    expect(asked?.data).toMatchObject({ requestedBy: services.cluster.actor('alderBuyer').id });
    expect(reserved?.meta).toMatchObject({
      actor: 'process:reserve-on-demand',
      causationId: asked?.id,
      at: asked?.meta.at,
    });
    expect(committed?.meta).toMatchObject({
      actor: 'process:answer-demand',
      causationId: reserved?.id,
    });
  });

  it.each(contexts)('go on when %s is killed, with no other process restarted', async (name) => {
    const before = services.pids();
    process.kill(before[name], 'SIGKILL');
    const seen = await services.untilAnswered(name);
    expectBounded(seen);
    expect(seen[0]).toMatchObject({ status: 503 });
    expect(seen[0]?.ms).toBeLessThan(2_000);
    expectOnlyRestarted(name, before);
    await services.demand(boxes++);
  });

  it('go on when the gateway is killed', async () => {
    const before = services.pids();
    process.kill(before.gateway, 'SIGKILL');
    const seen = await services.untilAnswered('gateway');
    expectBounded(seen.filter(({ status }) => status !== 0));
    expectOnlyRestarted('gateway', before);
    await services.demand(boxes++);
  });

  it('go on when PostgreSQL is killed, none of them restarted', async () => {
    const before = services.pids();
    const postmaster = services.postmaster();
    process.kill(postmaster, 'SIGKILL');
    const seen = await Promise.all(victims.map((name) => services.untilAnswered(name)));
    expect(services.postmaster()).not.toBe(postmaster);
    expectBounded(seen.flat());
    expect(seen.flat().map(({ status }) => status)).toContain(503);
    expect(services.pids()).toEqual(before);
    await services.demand(boxes++);
  });

  it('answer 503 in bounded time while one of them hangs, and go on when it does', async () => {
    const { ledger } = services.pids();
    process.kill(ledger, 'SIGSTOP');
    try {
      const [hung, other] = await Promise.all([services.seen('ledger'), services.seen('quotes')]);
      expectBounded([hung, other]);
      expect(hung.status).toBe(503);
      expect(other.status).toBe(201);
    } finally {
      process.kill(ledger, 'SIGCONT');
    }
    await services.untilAnswered('ledger');
    await services.demand(boxes++);
  });

  it('lose no command and double none when one of them is told to stop', async () => {
    const before = services.pids();
    const head = await services.cluster.store.head();
    const keys: string[] = Array.from({ length: 60 }, () => randomUUID());
    const unanswered = new Set(keys);
    const send = async (key: string): Promise<void> => {
      const { status } = await services.ask('ledger', key);
      expect([201, 503]).toContain(status);
      if (status === 201) unanswered.delete(key);
    };
    const first = Promise.all(
      keys.map(async (key, n) => {
        await pause(n * 5);
        await send(key);
      }),
    );
    await pause(150);
    process.kill(before.ledger, 'SIGTERM');
    await first;
    await services.untilAnswered('ledger');
    expectOnlyRestarted('ledger', before);
    await Promise.all(keys.map(send));
    expect([...unanswered]).toEqual([]);
    const { events } = await services.cluster.store.readAll({ after: head, limit: 5000 });
    const ours = events.map(({ meta }) => meta.commandId).filter((id) => keys.includes(id));
    expect(ours.sort()).toEqual(keys.sort());
  });
});
