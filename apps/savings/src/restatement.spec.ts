import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ConfirmRunningCost, FindShares, RecordRunningCost, type Shares } from '#messages/savings';
import { freshDatabase, type FreshDatabase } from '#testing';
import {
  chance,
  happening,
  inventRound,
  members,
  partyOf,
  type InventedRound,
} from './random-history.fixture.js';
import { consortiumId, person, run, type Running } from './testing.js';

const finance = person('finance');
const lead = person('lead');
const partyOnly = { partyId: partyOf('990004') };

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
  await app.record('members', ...members());
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

const sharesOf = (roundId: string) =>
  app.find<Shares | null, FindShares>(finance, FindShares, { roundId });

async function begin(below: (most: number) => number): Promise<InventedRound> {
  const round = inventRound(below);
  for (const { stream, events } of round.begin) await app.record(stream, ...events);
  return round;
}

describe('A restatement', () => {
  it('has seen what caused it, however late the read model is', async () => {
    const below = chance(7);
    const round = await begin(below);
    await app.record(`round-${round.roundId}`, round.closed);
    await app.rest();
    expect((await sharesOf(round.roundId))!.status).toBe('settled');
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      // Whoever only reads gets the old rows; the read model cannot write new ones.
      await client.query('BEGIN; LOCK TABLE shares_v4.sources IN SHARE MODE');
      const { stream, event } = happening(round, 'CreditNoteMatched', below);
      await app.record(stream, event);
      await pause(1500);
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
    await app.rest();
    const { status, restatements } = (await sharesOf(round.roundId))!;
    expect([status, restatements!.length]).toEqual(['restated', 1]);
    expect(restatements![0]!.cause.stream).toMatch(/^order-/);
  }, 30_000);

  it('follows a cost that goes back to a party only once somebody else has confirmed it', async () => {
    const round = await begin(chance(9));
    const { roundId } = round;
    await app.record(`round-${roundId}`, round.closed);
    await app.rest();
    const cost = { costId: randomUUID(), description: 'Legal advice', amountPence: 4000 };
    const payee = { paidToPartyId: partyOf('990004'), evidenceReference: 'INV 7' };
    await app.ask(finance, RecordRunningCost, { roundId, consortiumId, ...cost, ...payee });
    await app.rest();
    const waiting = (await sharesOf(roundId))!;
    expect(waiting).toMatchObject({ status: 'settled', waitingCosts: [{ ...cost, ...payee }] });
    expect(waiting.runningCosts).toBeUndefined();
    const { costId } = cost;
    const own = app.ask(finance, ConfirmRunningCost, { roundId, costId });
    await expect(own).rejects.toMatchObject({ code: 'own-cost' });
    await app.ask(lead, ConfirmRunningCost, { roundId, costId });
    await app.rest();
    const counted = (await sharesOf(roundId))!;
    expect(counted).toMatchObject({ status: 'restated', runningCostPence: 4000 });
    expect(counted.waitingCosts).toBeUndefined();
    expect(counted.transfers).toContainEqual({ ...partyOnly, amountPence: -4000 });
  });

  it('tells all that was recorded before it was worked out', async () => {
    const below = chance(8);
    const round = await begin(below);
    await app.record(`round-${round.roundId}`, round.closed);
    await app.rest();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query('BEGIN; LOCK TABLE shares_v4.sources IN SHARE MODE');
      for (let n = 0; n < 2; n++) {
        const { stream, event } = happening(round, 'CreditNoteMatched', below);
        await app.record(stream, event);
      }
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
    await app.rest();
    const { restatements = [] } = (await sharesOf(round.roundId))!;
    const told = restatements.flatMap(({ reason, cause, causes = [{ ...cause, reason }] }) =>
      causes.map(({ stream, revision }) => `${stream} ${revision}`),
    );
    expect(new Set(told).size).toBe(2);
  }, 30_000);
});
