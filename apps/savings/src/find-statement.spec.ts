import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Event } from '#messages/messages';
import { FindStatement, type Statement } from '#messages/savings';
import type { AwardedLot } from '#messages/tenders';
import { freshDatabase, type FreshDatabase } from '#testing';
import { chance, inventRound, members, schools } from './random-history.fixture.js';
import { consortiumId, person, run, type Running } from './testing.js';

const finance = person('finance');
const [alder, birch] = ['alder', 'birch'];

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

/** The first lot as two suppliers share it: each serves two of the four schools. */
function sharedBy(award: Event): Event {
  const data = award.data as { lots: AwardedLot[] };
  const [first, ...others] = data.lots as [AwardedLot];
  const part = (supplierId: string, served: readonly string[]) => {
    const shares = first.shares.filter(({ schoolUrn }) => served.includes(schoolUrn));
    return { ...first, supplierId, supplierName: supplierId, shares };
  };
  const parts = [part(alder, schools.slice(0, 2)), part(birch, schools.slice(2))];
  return { ...award, data: { ...data, lots: [...parts, ...others] } };
}

describe('The statement of a school whose lot several suppliers share', () => {
  it('rests on the papers of those who serve it', async () => {
    const round = inventRound(chance(11));
    const { roundId, award, begin, lotIds } = round;
    for (const { stream, events } of begin) {
      await app.record(stream, ...events.map((one) => (one === award ? sharedBy(one) : one)));
    }
    for (const supplierId of [alder, birch]) {
      const data = { roundId, consortiumId, supplierId, supplierName: supplierId };
      await app.record(`order-${roundId}.${supplierId}`, { type: 'OrderPlaced', data });
    }
    const labels = async (schoolUrn: string) => {
      const body = { roundId, schoolUrn };
      const { rows } = await app.find<Statement, FindStatement>(finance, FindStatement, body);
      const { sources } = rows.find(({ lotId }) => lotId === lotIds[0])!;
      return sources.map(({ label }) => label).filter((label) => label.startsWith('Order placed'));
    };
    expect(await labels(schools[0]!)).toEqual(['Order placed with alder']);
    expect(await labels(schools[3]!)).toEqual(['Order placed with birch']);
  });
});
