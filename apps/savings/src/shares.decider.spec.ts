import { describe, expect, it } from '@jest/globals';
import { specify } from '#specification';
import { computeShares } from './compute-shares.js';
import { shares } from './shares.decider.js';
import { delivery, demand, inputs, lot, roundId } from './shares.fixture.js';

describe('The shares of a round', () => {
  const computed = computeShares(inputs);

  it('add up: saving = baseline − pays = competition + aggregation', () => {
    expect(computed.rows.map((row) => row.savingPence)).toEqual([
      60 * 2600 - 146_400,
      40 * 2840 - 97_600,
    ]);
    for (const row of computed.rows) {
      expect(row.competitionPence + row.aggregationPence).toBe(row.savingPence);
      expect(row.baselinePence - row.paysPence).toBe(row.savingPence);
    }
  });

  it('take the best valid quote where there is no evidence, and no quote that was set aside', () => {
    expect(computed.rows[1]).toMatchObject({ baselinePence: 40 * 2840, evidenceGrade: 'none' });
  });

  it('have the same hash for the same events, in whatever order the quotes came', () => {
    const turned = computeShares({ ...inputs, quotes: [...inputs.quotes].reverse() });
    expect(turned).toEqual(computed);
    const other = { ...lot, demand: [demand('990001', 60, 2601), demand('990002', 40, null)] };
    expect(computeShares({ ...inputs, lots: [other] }).inputHash).not.toBe(computed.inputHash);
  });

  it('are settled once', () => {
    const given = specify(shares);
    const settled = { type: 'SharesSettled', data: computed } as const;
    given()
      .when('SettleShares', { roundId }, { facts: { shares: computed } })
      .records(settled);
    given(settled)
      .when('SettleShares', { roundId }, { facts: { shares: computed } })
      .refuses('shares-settled');
    given()
      .when('SettleShares', { roundId }, { facts: { shares: null } })
      .refuses('not-found');
  });
});

describe('Official figures', () => {
  const given = specify(shares);
  const settled = { type: 'SharesSettled', data: computeShares(inputs) } as const;
  const short = { ...inputs, deliveries: [delivery('990001', { short: 6 })] };
  const restate = {
    roundId,
    stream: 'order-x',
    revision: 3,
    reason: '6 units will never come',
  };

  it('are restated with the reason, the cause and what differs', () => {
    const after = computeShares(short);
    given(settled)
      .when('RestateShares', restate, { facts: { shares: after } })
      .records({
        type: 'SharesRestated',
        data: {
          ...after,
          reason: restate.reason,
          cause: { stream: 'order-x', revision: 3 },
          differences: [
            {
              urn: '990001',
              lotId: 'lot',
              paysPence: -6 * 2440,
              baselinePence: -6 * 2600,
              savingPence: -6 * 160,
              quantity: -6,
            },
          ],
          transferChanges: [],
        },
      });
  });

  it('tell every cause that is in them already, so that no reason is lost', () => {
    const own = { stream: 'order-x', revision: 3, reason: restate.reason };
    const later = { stream: 'order-x', revision: 4, reason: 'Credit note 7: wet boxes.' };
    const after = { ...computeShares(short), causes: [own, later] };
    const [restated] = given(settled)
      .when('RestateShares', restate, { facts: { shares: after } })
      .events();
    expect(restated).toMatchObject({
      data: { reason: own.reason, cause: { revision: 3 }, causes: [own, later] },
    });
    given(settled, restated!)
      .when('RestateShares', { ...restate, revision: 4 }, { facts: { shares: after } })
      .records();
    // What was told already is not the cause of what comes after it.
    const [next] = given(settled)
      .when('RestateShares', restate, { facts: { shares: { ...after, causes: [later] } } })
      .events();
    expect(next).toMatchObject({ data: { reason: later.reason, cause: { revision: 4 } } });
  });

  it('are not restated when nothing they follow from has changed, nor before there are any', () => {
    const same = { facts: { shares: computeShares(inputs) } };
    given(settled).when('RestateShares', restate, same).records();
    given()
      .when('RestateShares', restate, { facts: { shares: computeShares(short) } })
      .records();
    const [restated] = given(settled)
      .when('RestateShares', restate, { facts: { shares: computeShares(short) } })
      .events();
    given(settled, restated!)
      .when('RestateShares', restate, { facts: { shares: computeShares(short) } })
      .records();
  });

  it('that were settled before there were statuses and transfers are restated all the same', () => {
    const { roundId: _, fundId: __, ...early } = computeShares(inputs);
    const rows = early.rows.map(({ status: ___, ...row }) => row);
    const old = { type: 'SharesSettled', data: { ...early, roundId, rows } } as const;
    given(old)
      .when('SettleShares', { roundId }, { facts: { shares: null } })
      .refuses('shares-settled');
    const [restated] = given(old)
      .when('RestateShares', restate, { facts: { shares: computeShares(short) } })
      .events();
    expect(restated).toMatchObject({ data: { transferChanges: [] } });
  });
});

describe('A corrected last price', () => {
  const given = specify(shares);
  const which = { roundId, consortiumId: 'c', schoolUrn: '990002', lotId: 'lot' };
  const proved = {
    lastPricePence: 2700,
    evidenceGrade: 'A' as const,
    evidenceReference: 'INV 12',
    reason: 'The invoice was found.',
  };
  const baseline = {
    consortiumId: 'c',
    partyId: 'p2',
    item: 'trays',
    lastPricePence: null,
    evidenceGrade: 'none' as const,
    isAwarded: true,
  };
  const facts = { facts: { baseline } };

  it('is recorded with its evidence and its reason', () => {
    given()
      .when('CorrectBaseline', { ...which, ...proved }, facts)
      .records({
        type: 'BaselineCorrected',
        data: { ...which, ...proved, partyId: 'p2', item: 'trays', correctedBy: 'someone' },
      });
  });

  it('needs a document, a price for it, and something to correct', () => {
    const refuses = (change: object, code: string) =>
      given()
        .when('CorrectBaseline', { ...which, ...proved, ...change }, facts)
        .refuses(code);
    refuses({ lastPricePence: null }, 'evidence-without-price');
    refuses({ evidenceGrade: 'none' }, 'price-without-evidence');
    refuses({ evidenceReference: undefined }, 'evidence-not-named');
    const none = { lastPricePence: null, evidenceGrade: 'none', evidenceReference: undefined };
    refuses(none, 'baseline-unchanged');
  });

  it('waits for the award, which is made by the last prices as they were given', () => {
    const early = { facts: { baseline: { ...baseline, isAwarded: false } } };
    given()
      .when('CorrectBaseline', { ...which, ...proved }, early)
      .refuses('not-awarded');
  });

  it('is of a school that takes part, in a round of that consortium', () => {
    for (const found of [null, { ...baseline, consortiumId: 'another' }]) {
      given()
        .when('CorrectBaseline', { ...which, ...proved }, { facts: { baseline: found } })
        .refuses('not-found');
    }
  });
});
