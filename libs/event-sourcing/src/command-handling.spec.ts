import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StoredEvent } from '#libs/event-store';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { CompareJar, OpenJar, PutIn, SealJar } from '../spec/jar.messages.js';
import { consortiumId, run, type Running } from '../spec/running.js';
import { anonymous } from './buses.js';

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

async function opened(room = 100): Promise<string> {
  const jarId = randomUUID();
  await app.ask(OpenJar, { jarId, consortiumId, room });
  return jarId;
}

function log(jarId: string): Promise<StoredEvent[]> {
  return app.store.readStream(`jar-${jarId}`);
}

function coinsIn(events: readonly StoredEvent[]): number {
  const puts = events.filter(({ type }) => type === 'CoinsPutIn');
  return puts.reduce((sum, { data }) => sum + (data as { coins: number }).coins, 0);
}

describe('A command that comes again', () => {
  it('gets its first answer and records nothing more', async () => {
    const jarId = await opened();
    const meta = { commandId: randomUUID() };
    const first = await app.ask(PutIn, { jarId, coins: 3 }, meta);
    await app.ask(PutIn, { jarId, coins: 4 });
    const again = await app.ask(PutIn, { jarId, coins: 3 }, meta);
    expect(again).toEqual(first);
    expect(coinsIn(await log(jarId))).toBe(7);
  });

  it('gets its first answer even when the rule would now refuse it', async () => {
    const jarId = randomUUID();
    const meta = { commandId: randomUUID() };
    const first = await app.ask(OpenJar, { jarId, consortiumId, room: 1 }, meta);
    expect(await app.ask(OpenJar, { jarId, consortiumId, room: 1 }, meta)).toEqual(first);
  });

  it('gets one answer and one event when it comes twice at once', async () => {
    const jarId = randomUUID();
    const meta = { commandId: randomUUID() };
    const twice = [1, 2].map(() => app.ask(OpenJar, { jarId, consortiumId, room: 1 }, meta));
    const [one, other] = await Promise.all(twice);
    expect(other).toEqual(one);
    expect(await log(jarId)).toHaveLength(1);
  });

  it('is refused again with the same words, though it might now be allowed', async () => {
    const meta = { commandId: randomUUID() };
    const full = await opened(1);
    const put = { jarId: full, coins: 2 };
    await expect(app.ask(PutIn, put, meta)).rejects.toMatchObject({ code: 'jar-full' });
    await expect(app.ask(PutIn, put, meta)).rejects.toMatchObject({ code: 'jar-full' });
    await expect(app.ask(PutIn, { ...put, coins: 1 }, meta)).rejects.toMatchObject({
      code: 'command-id-reused',
    });
    expect(await log(full)).toHaveLength(1);
  });

  it('is turned away when its key was used for something else', async () => {
    const jarId = await opened();
    const other = await opened();
    const meta = { commandId: randomUUID() };
    await app.ask(PutIn, { jarId, coins: 1 }, meta);
    const reused = { code: 'command-id-reused', kind: 'rule' };
    await expect(app.ask(PutIn, { jarId, coins: 2 }, meta)).rejects.toMatchObject(reused);
    await expect(app.ask(PutIn, { jarId: other, coins: 1 }, meta)).rejects.toMatchObject(reused);
    expect(coinsIn(await log(other))).toBe(0);
  });

  it('is another command when another person uses the same key', async () => {
    const jarId = await opened();
    const commandId = randomUUID();
    await app.ask(PutIn, { jarId, coins: 1 }, { commandId });
    const actor = {
      id: 'lead-2',
      kind: 'person',
      grants: [{ role: 'lead', consortiumId }],
    } as const;
    await app.ask(PutIn, { jarId, coins: 1 }, { commandId, actor });
    expect(coinsIn(await log(jarId))).toBe(2);
  });
});

describe('A crowd at one stream', () => {
  it('never breaks the invariant, with 64 asking at once', async () => {
    const jarId = await opened(500);
    const answers = await Promise.allSettled(
      Array.from({ length: 64 * 10 }, () => app.ask(PutIn, { jarId, coins: 1 })),
    );
    const accepted = answers.filter(({ status }) => status === 'fulfilled');
    const refused = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason.code] : [],
    );
    expect(accepted).toHaveLength(500);
    expect(new Set(refused)).toEqual(new Set(['jar-full']));
    const events = await log(jarId);
    expect(coinsIn(events)).toBe(500);
    expect(events.map(({ revision }) => revision)).toEqual(events.map((_, n) => n));
  });

  it('never breaks the invariant over two instances, nor loses an accepted coin', async () => {
    const second = await run(database.url, { start: false });
    const jarId = await opened(60);
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) => (n % 2 ? app : second).ask(PutIn, { jarId, coins: 1 })),
    );
    const accepted = answers.filter(({ status }) => status === 'fulfilled').length;
    const codes = answers.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    await second.stop();
    expect(coinsIn(await log(jarId))).toBe(accepted);
    expect(accepted).toBeLessThanOrEqual(60);
    expect(codes.every((code) => code === 'jar-full' || code === 'lost-race')).toBe(true);
  });

  it('refuses nobody because of what another instance changed unseen', async () => {
    const jarId = randomUUID();
    await expect(app.ask(PutIn, { jarId, coins: 1 })).rejects.toMatchObject({ code: 'not-found' });
    const second = await run(database.url, { start: false });
    await second.ask(OpenJar, { jarId, consortiumId, room: 1 });
    await second.stop();
    await app.ask(PutIn, { jarId, coins: 1 });
  });

  it('is asked to wait when too many wait already', async () => {
    const small = await run(database.url, { start: false, mostWaiting: 2 });
    const jarId = await opened();
    const asks = [1, 2, 3].map(() => small.ask(PutIn, { jarId, coins: 1 }));
    const answers = await Promise.allSettled(asks);
    await small.stop();
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(answers[2]).toMatchObject({ reason: { retryable: true } });
  });
});

describe('Permission', () => {
  const stranger = {
    id: 'stranger',
    kind: 'person',
    grants: [{ role: 'lead', consortiumId: randomUUID() }],
  } as const;
  const auditor = {
    id: 'auditor-1',
    kind: 'person',
    grants: [{ role: 'auditor', consortiumId }],
  } as const;

  it('hides what someone has no business with', async () => {
    const jarId = await opened();
    const ask = app.ask(PutIn, { jarId, coins: 1 }, { actor: stranger });
    await expect(ask).rejects.toMatchObject({ code: 'not-found', kind: 'not-found' });
  });

  it('forbids what someone may only look at', async () => {
    const jarId = await opened();
    const ask = app.ask(PutIn, { jarId, coins: 1 }, { actor: auditor });
    await expect(ask).rejects.toMatchObject({ code: 'forbidden', kind: 'forbidden' });
  });

  it('lets a service do what is for the system, and nothing else', async () => {
    const jarId = await opened();
    const actor = { id: 'process:x', kind: 'service', grants: [] } as const;
    await app.ask(SealJar, { jarId }, { actor });
    const put = app.ask(PutIn, { jarId, coins: 1 }, { actor });
    await expect(put).rejects.toMatchObject({ kind: 'not-found' });
    await expect(app.ask(SealJar, { jarId })).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('asks whoever is not signed in to sign in', async () => {
    const jarId = await opened();
    const ask = app.ask(PutIn, { jarId, coins: 1 }, { actor: anonymous });
    await expect(ask).rejects.toMatchObject({ code: 'sign-in-needed', kind: 'forbidden' });
  });

  it('does not keep what it refused: the same command may come again with the right role', async () => {
    const jarId = await opened();
    const meta = { commandId: randomUUID() };
    const granted = { ...auditor, grants: [{ role: 'lead', consortiumId }] } as const;
    const put = { jarId, coins: 1 };
    await expect(app.ask(PutIn, put, { ...meta, actor: auditor })).rejects.toThrow('role');
    await app.ask(PutIn, put, { ...meta, actor: granted });
  });
});

describe('What a command leaves in the log', () => {
  it('says who asked, when, why, and the facts that it rested on', async () => {
    const [jarId, withJarId] = [await opened(), await opened()];
    await app.ask(PutIn, { jarId: withJarId, coins: 5 });
    await app.ask(CompareJar, { jarId, withJarId }, { commandId: 'c-1', correlationId: 'why' });
    const compared = (await log(jarId)).at(-1);
    expect(compared).toMatchObject({
      type: 'JarCompared',
      data: { jarId, isFuller: false },
      meta: {
        at: '2026-06-01T09:00:00.000Z',
        actor: 'lead-1',
        commandId: 'c-1',
        correlationId: 'why',
        facts: { other: { jarId: withJarId, coins: 5 } },
      },
    });
    expect(compared?.meta.inputHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is nothing when there is nothing to do; the answer says where the stream stands', async () => {
    const jarId = await opened();
    const actor = { id: 'process:x', kind: 'service', grants: [] } as const;
    const sealed = await app.ask(SealJar, { jarId }, { actor });
    expect(await app.ask(SealJar, { jarId }, { actor })).toEqual(sealed);
    expect(await log(jarId)).toHaveLength(2);
  });

  it('is nothing after its last instant, unless the demonstration’s clock is scripted', async () => {
    const jarId = await opened();
    const put = { jarId, coins: 1, by: '2020-01-01T00:00:00.000Z' };
    const meta = { commandId: randomUUID() };
    await expect(app.ask(PutIn, put, meta)).rejects.toMatchObject({ code: 'too-late' });
    await expect(app.ask(PutIn, put, meta)).rejects.toMatchObject({ code: 'too-late' });
    expect(await log(jarId)).toHaveLength(1);
    await app.ask(PutIn, put, { demo: true });
    expect((await log(jarId)).at(-1)?.meta.demo).toBe(true);
  });
});
