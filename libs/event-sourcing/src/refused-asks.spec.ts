import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Actor } from '#messages/messages';
import { AskAgain, FindRefusedAsks } from '#messages/operations';
import { freshDatabase, type FreshDatabase } from '../../storage/src/testing.js';
import { OpenJar } from '../spec/jar.messages.js';
import { consortiumId, lead, run, type Running } from '../spec/running.js';
import { logger, logTo } from './logger.js';

const operator: Actor = { id: 'operator-1', kind: 'person', grants: [{ role: 'operator' }] };
const as = (role: 'lead' | 'finance' | 'auditor'): Actor => {
  return { id: `${role}-1`, kind: 'person', grants: [{ role, consortiumId }] };
};

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
});

beforeEach(() => app.db.query('DELETE FROM event_sourcing.refused_asks'));

afterAll(async () => {
  await app.stop();
  await database.drop();
});

/** As a process leaves it that was told no. */
async function refuse(
  jarId: string = randomUUID(),
  minutesAgo = 0,
  command = 'SealJar',
): Promise<string> {
  const refusedId = randomUUID();
  await app.db.query(
    `INSERT INTO event_sourcing.refused_asks (command_id, reader, command, body, code, message,
        event_id, event_type, stream, revision, position, consortium_id, at)
      VALUES ($1, 'seal-on-third', $7, $2, 'not-found', 'There is no such jar.',
        $3, 'CoinsPutIn', $4, 41, 4711, $5, now() - $6 * interval '1 minute')`,
    [
      refusedId,
      JSON.stringify({ jarId, ...(command === 'PutIn' && { coins: 1 }) }),
      randomUUID(),
      `jar-${jarId}`,
      consortiumId,
      minutesAgo,
      command,
    ],
  );
  return refusedId;
}

function see(actor: Actor, query: Partial<FindRefusedAsks> = {}) {
  return app.buses.query(FindRefusedAsks, query, { actor });
}

describe('What was refused to a process', () => {
  it('is found by its id, however much was refused since', async () => {
    const refusedId = await refuse(undefined, 60);
    for (let n = 0; n < 210; n++) await refuse();
    const latest = await see(operator);
    expect(latest).toHaveLength(200);
    expect(latest.map((one) => one.refusedId)).not.toContain(refusedId);
    expect(await see(as('finance'), { refusedId })).toMatchObject([{ refusedId }]);
    const elsewhere = [{ role: 'finance', consortiumId: randomUUID() }] as const;
    expect(await see({ ...lead, grants: elsewhere }, { refusedId })).toEqual([]);
  });

  it('tells operators alone the places in the log, which count what others recorded', async () => {
    const refusedId = await refuse();
    const placeFor = async (actor: Actor) => (await see(actor, { refusedId }))[0]?.event;
    expect(await placeFor(operator)).toMatchObject({ revision: 41, position: '4711' });
    for (const role of ['lead', 'finance', 'auditor'] as const) {
      const event = await placeFor(as(role));
      expect(event).toMatchObject({ type: 'CoinsPutIn', revision: null, position: null });
      expect(JSON.stringify(event)).not.toMatch(/\b(41|4711)\b/);
    }
  });
});

describe('Who has it asked again', () => {
  const lines: Record<string, unknown>[] = [];
  const before = logger;

  beforeEach(() => {
    lines.length = 0;
    const write = (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>);
    logTo(pino({ level: 'info' }, { write }));
  });

  afterEach(() => logTo(before));

  const told = () => lines.filter(({ refusedId }) => refusedId !== undefined);
  const again = (refusedId: string, actor: Actor, correlationId: string) =>
    app.ask(AskAgain, { refusedId }, { actor, correlationId });

  it('is kept when it is refused again, for everybody who sees it, and logged', async () => {
    const refusedId = await refuse(undefined, 0, 'PutIn');
    await expect(again(refusedId, as('finance'), 'request-1')).rejects.toMatchObject({
      code: 'not-found',
    });
    const expected = { askedAgain: { by: 'finance-1', at: expect.any(String) }, settledAt: null };
    expect(await see(as('auditor'))).toMatchObject([expected]);
    expect(told()).toMatchObject([
      { askedAgainBy: 'finance-1', correlationId: 'request-1', command: 'PutIn' },
    ]);
    await expect(again(refusedId, as('auditor'), 'request-2')).rejects.toBeDefined();
    expect(await see(as('auditor'))).toMatchObject([expected]);
  });

  it('is kept when it is taken: listed as settled, with one effect, by the first', async () => {
    const jarId = randomUUID();
    await app.ask(OpenJar, { jarId, consortiumId, room: 5 });
    const refusedId = await refuse(jarId);
    const accepted = await again(refusedId, as('finance'), 'request-3');
    expect(await again(refusedId, operator, 'request-4')).toEqual(accepted);
    expect(await see(operator)).toEqual([]);
    const settled = await see(as('auditor'), { which: 'settled' });
    expect(settled).toMatchObject([
      { refusedId, askedAgain: { by: 'finance-1' }, settledAt: expect.any(String) },
    ]);
    expect(await see(as('lead'), { refusedId })).toEqual(settled);
    const events = await app.store.readStream(`jar-${jarId}`);
    expect(events.map(({ type, meta }) => [type, meta.actor])).toEqual([
      ['JarOpened', 'lead-1'],
      ['JarSealed', 'process:seal-on-third'],
    ]);
    expect(told().map(({ askedAgainBy, outcome }) => [askedAgainBy, outcome])).toEqual([
      ['finance-1', 'accepted'],
      ['operator-1', 'accepted'],
    ]);
  });
});
