import { describe, expect, it } from '@jest/globals';
import { computeShares } from './compute-shares.js';
import { asOneBuyer } from './one-buyer.js';
import { delivery, inputs } from './shares.fixture.js';

describe('A contracting party as one buyer', () => {
  const [awarded] = inputs.award.lots;
  const ofOne = awarded!.shares.map((share) => ({ ...share, partyId: 'p1' }));
  const trust = { ...inputs, award: { ...inputs.award, lots: [{ ...awarded!, shares: ofOne }] } };

  it('stands beside its schools, each alone: together they reach the tier by themselves', () => {
    expect(asOneBuyer(computeShares(trust).rows, trust, 'p1')).toEqual([
      {
        lotId: 'lot',
        item: 'trays',
        schools: 2,
        quantity: 100,
        baselinePence: 60 * 2600 + 40 * 2840,
        paysPence: 244_000,
        apartPence: 60 * 2600 + 40 * 2840,
        togetherPence: 244_000,
      },
    ]);
  });

  it('has nothing to compare with one school', () => {
    expect(asOneBuyer(computeShares(inputs).rows, inputs, 'p1')).toEqual([]);
  });

  it('ties with the figures that it stands beside, though more is recorded by now', () => {
    const { rows } = computeShares(trust);
    const later = { ...trust, deliveries: [delivery('990001', { short: 6 })] };
    const [one] = asOneBuyer(rows, later, 'p1');
    expect(one).toMatchObject({ quantity: 100, paysPence: 244_000 });
  });
});
