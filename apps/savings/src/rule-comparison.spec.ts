import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sumPence } from '#libs/money';
import type { Actor, Event } from '#messages/messages';
import type { DemandLine } from '#messages/rounds';
import { FindRuleComparison, type RuleComparison } from '#messages/rule-comparison';
import { freshDatabase, type FreshDatabase } from '#testing';
import { consortiumId, person, run, system, type Running } from './testing.js';

const fundId = '30000000-0000-4000-8000-000000000001';
const [brook, hill] = ['990006', '990007'].map((schoolUrn) => ({
  schoolUrn,
  partyId: `40000000-0000-4000-8000-000000${schoolUrn}`,
})) as [Whose, Whose];
const lotId = '50000000-0000-4000-8000-000000000001';
const lot = {
  lotId,
  item: 'copier-paper',
  unit: 'box',
  ceilingPence: 1325,
  indicativeTiers: [{ fromQuantity: 400, unitPricePence: 1290 }],
};
const terms = { consortiumId, fundId, title: 'Autumn', sharingRule: 'equal_price', lots: [lot] };
const drafted: Event = { type: 'RoundDrafted', data: terms };
const opened: Event = { type: 'CommitmentOpened', data: terms };

type Whose = { schoolUrn: string; partyId: string };

function committed(whose: Whose, desired: number, lastPricePence: number): Event {
  const quantities = { min: 0, desired, max: desired };
  const line: DemandLine = { lotId, ...quantities, lastPricePence, evidenceGrade: 'A' };
  const data = { ...whose, vatRecovered: true, lines: [line] };
  return { type: 'DemandCommitted', data };
}

const lead = person('lead');
const buyer = person('school-buyer', brook);

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

async function begin(...events: Event[]) {
  const roundId = randomUUID();
  const record = (...more: Event[]) =>
    app.record(
      `round-${roundId}`,
      ...more.map(({ type, data }) => ({ type, data: { ...data, roundId } })),
    );
  await record(...events);
  const seenBy = (actor: Actor) =>
    app.find<RuleComparison, FindRuleComparison>(actor, FindRuleComparison, { roundId });
  return { record, seenBy };
}

const both = [drafted, opened, committed(brook, 40, 1400), committed(hill, 390, 1280)];

describe('The comparison of sharing rules', () => {
  it('is worked out on committed demand at indicative prices, for every rule', async () => {
    const round = await begin(...both);
    const seen = await round.seenBy(lead);
    expect(seen).toMatchObject({ basis: 'committed', schools: 2, pending: false });
    expect(seen.lots).toMatchObject([{ quantity: 430, costPence: 430 * 1290, onlyCeiling: false }]);
    const ids = seen.rules.map(({ rule }) => rule.id);
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([8, 'equal_price', 'nucleolus']);
    for (const { totals, schools } of seen.rules.filter(({ cannot }) => cannot === null)) {
      expect(totals?.paysPence).toBe(430 * 1290);
      expect(sumPence(schools.map(({ paysPence }) => paysPence))).toBe(totals?.paysPence);
    }
    const [equal] = seen.rules;
    expect(equal?.spread).toMatchObject({ worseOff: ['990007'], mostBasisPoints: 786 });
    expect(equal?.totals).toMatchObject({ transferringSchools: 0, transfersPence: 0 });
  });

  it('shows a school its own row, the cost, and only whether a group could pay less', async () => {
    const round = await begin(...both);
    const [own, all] = [await round.seenBy(buyer), await round.seenBy(lead)];
    expect(own.inputHash).toBeNull();
    own.rules.forEach(({ schools, spread, totals, audits, cannot }, i) => {
      expect(spread).toBeNull();
      expect(totals?.paysPence).toBe(all.rules[i]!.totals?.paysPence);
      expect(schools.map(({ schoolUrn }) => schoolUrn)).toEqual(cannot === null ? ['990006'] : []);
      for (const audit of audits) expect(audit).toMatchObject({ worstPence: null, group: [] });
    });
    expect(all.rules.flatMap(({ audits }) => audits).some(({ group }) => group.length > 0)).toBe(
      true,
    );
  });

  it('tells a school, beside its own row, nothing that moves with another’s last price', async () => {
    const [cheap, dear] = await Promise.all(
      [1280, 1281].map((lastPrice) =>
        begin(drafted, opened, committed(brook, 40, 1400), committed(hill, 390, lastPrice)),
      ),
    );
    const [some, other] = [await cheap!.seenBy(buyer), await dear!.seenBy(buyer)];
    const withoutOwnRow = ({ rules, ...rest }: RuleComparison) => ({
      ...rest,
      roundId: null,
      rules: rules.map((rule) => ({ ...rule, schools: rule.schools.length })),
    });
    expect(withoutOwnRow(other)).toEqual(withoutOwnRow(some));
    const [all, changed] = [await cheap!.seenBy(lead), await dear!.seenBy(lead)];
    expect(changed.inputHash).not.toBe(all.inputHash);
    expect(changed.rules[0]!.totals).not.toEqual(all.rules[0]!.totals);
  });

  it('is not for suppliers, strangers, or schools while the round is a draft', async () => {
    const round = await begin(drafted);
    const supplier = person('supplier', { supplierId: randomUUID() });
    const stranger: Actor = { ...lead, grants: [{ role: 'lead', consortiumId: 'another' }] };
    expect(await round.seenBy(lead)).toMatchObject({ schools: 0, rules: [], lots: [] });
    for (const outsider of [buyer, supplier, stranger]) {
      await expect(round.seenBy(outsider)).rejects.toMatchObject({ kind: 'not-found' });
    }
    await round.record(opened);
    expect(await round.seenBy(buyer)).toMatchObject({ schools: 0 });
    await expect(round.seenBy(supplier)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('follows what is withdrawn, proposed, agreed and locked', async () => {
    const round = await begin(...both);
    await round.record({ type: 'DemandWithdrawn', data: hill });
    expect(await round.seenBy(lead)).toMatchObject({ schools: 1 });
    await round.record({ type: 'SharingRuleProposed', data: { sharingRule: 'serial' } });
    const proposed = { sharingRule: 'equal_price', proposedRule: 'serial' };
    expect(await round.seenBy(buyer)).toMatchObject(proposed);
    await round.record({ type: 'SharingRuleAgreed', data: { sharingRule: 'serial' } });
    expect(await round.seenBy(buyer)).toMatchObject({ sharingRule: 'serial', proposedRule: null });
    const demand = [{ ...hill, quantity: 7, lastPricePence: null, evidenceGrade: 'none' }];
    const locked = { ...terms, sharingRule: 'serial', lots: [{ ...lot, demand }] };
    await round.record({ type: 'RoundLocked', data: locked });
    const seen = await round.seenBy(system);
    expect(seen).toMatchObject({ basis: 'locked', schools: 1, lots: [{ quantity: 7 }] });
  });
});
