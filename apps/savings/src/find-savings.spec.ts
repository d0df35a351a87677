import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FindSavings, type SavingsOverview } from '#messages/savings';
import type { Actor } from '#messages/messages';
import { freshDatabase, type FreshDatabase } from '#testing';
import { chance, inventRound, members, partyOf, schools } from './random-history.fixture.js';
import { consortiumId, person, run, system, type Running } from './testing.js';

const buyer = person('school-buyer', { schoolUrn: schools[0]!, partyId: partyOf(schools[0]!) });
const operator: Actor = { id: 'o', kind: 'person', grants: [{ role: 'operator' }] };

let database: FreshDatabase;
let app: Running;

beforeAll(async () => {
  database = await freshDatabase();
  app = await run(database.url);
  await app.record('members', ...members());
  const round = inventRound(chance(3));
  for (const { stream, events } of round.begin) await app.record(stream, ...events);
});

afterAll(async () => {
  await app.stop();
  await database.drop();
});

const seenBy = (actor: Actor, body: Partial<FindSavings> = {}) =>
  app.find<SavingsOverview, FindSavings>(actor, FindSavings, { by: 'school', ...body });

describe('What was saved', () => {
  it('is for members and services, of one consortium or of all', async () => {
    for (const actor of [buyer, person('auditor'), system]) {
      expect((await seenBy(actor)).lines.length).toBeGreaterThan(1);
      expect(await seenBy(actor, { consortiumId })).toEqual(await seenBy(actor));
    }
  });

  it('is not for operators, who run the installation for consortia that they are not in', async () => {
    expect(await seenBy(operator)).toMatchObject({ lines: [], total: { paysPence: 0 } });
    const asked = seenBy(operator, { consortiumId });
    await expect(asked).rejects.toMatchObject({ code: 'not-found' });
  });
});
