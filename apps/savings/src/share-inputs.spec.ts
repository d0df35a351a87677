import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { computeShares } from './compute-shares.js';
import { inventRound, chance, schools } from './random-history.fixture.js';
import { inputHashOf, type AwardData, type Delivered, type ShareInputs } from './share-inputs.js';

/** A round by chance: two lots, four schools, with what came of it. */
function roundOf(seed: number): ShareInputs {
  const below = chance(seed);
  const { begin, award } = inventRound(below);
  const data = (n: number) => begin[n]!.events.map((event) => event.data);
  const [locked] = data(0) as [{ lots: ShareInputs['lots'] }];
  const awarded = award.data as AwardData;
  const deliveries = awarded.lots.flatMap(({ lotId, supplierId, shares }) =>
    shares.map(({ schoolUrn, quantity, paysPence }): Delivered => {
      const invoiced = below(quantity + 1);
      const invoicedPence = Math.floor((paysPence * invoiced) / quantity);
      const whose = { lotId, supplierId, schoolUrn };
      const credited = below(invoiced + 1);
      return { ...whose, short: below(3), invoiced, invoicedPence, credited, creditedPence: 0 };
    }),
  );
  return {
    lots: locked.lots,
    quotes: data(1) as unknown as ShareInputs['quotes'],
    award: awarded,
    deliveries,
    corrections: [
      {
        schoolUrn: schools[below(4)]!,
        lotId: awarded.lots[below(2)]!.lotId,
        lastPricePence: 1000 + below(500),
        evidenceGrade: 'B',
      },
    ],
    runningCosts: [1, 2, 3].map((n) => ({
      costId: `cost ${n}`,
      description: 'By chance',
      amountPence: below(10_000),
      ...(n === 2 && { paidToPartyId: 'the lead' }),
    })),
  };
}

/** Every list of the inputs in another order. */
function shuffled(round: ShareInputs, seed: number): ShareInputs {
  const below = chance(seed);
  const mix = <One>(list: readonly One[] = []): One[] =>
    list
      .map((one) => ({ one, at: below(1_000_000) }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
  return {
    ...round,
    lots: mix(round.lots.map((lot) => ({ ...lot, demand: mix(lot.demand) }))),
    quotes: mix(round.quotes),
    award: {
      ...round.award,
      lots: mix(round.award.lots.map((lot) => ({ ...lot, shares: mix(lot.shares) }))),
    },
    deliveries: mix(round.deliveries),
    corrections: mix(round.corrections),
    runningCosts: mix(round.runningCosts),
  };
}

const byPlace = ({ rows }: ReturnType<typeof computeShares>) =>
  Object.fromEntries(rows.map((row) => [`${row.urn} ${row.lotId}`, row]));

describe('The inputs of a round’s shares', () => {
  it('have one hash and give the same shares, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, order) => {
        const round = roundOf(seed);
        const [one, other] = [computeShares(round), computeShares(shuffled(round, order))];
        expect(other.inputHash).toBe(one.inputHash);
        expect(byPlace(other)).toEqual(byPlace(one));
        expect(other.transfers).toEqual(one.transfers);
      }),
    );
  });

  it('have another hash when any of them differs', () => {
    const round = roundOf(1);
    const [lot, ...lots] = round.lots;
    const [delivery, ...deliveries] = round.deliveries!;
    const [cost, ...runningCosts] = round.runningCosts!;
    const [wanted, ...demand] = lot!.demand;
    const changed: ShareInputs[] = [
      { ...round, ended: true },
      { ...round, spareUnits: false },
      { ...round, corrections: [] },
      { ...round, deliveries: [{ ...delivery!, short: 9 }, ...deliveries] },
      { ...round, runningCosts: [{ ...cost!, hours: 7 }, ...runningCosts] },
      {
        ...round,
        lots: [{ ...lot!, demand: [{ ...wanted!, evidenceReference: 'X' }, ...demand] }, ...lots],
      },
    ];
    const hashes = [round, ...changed].map(inputHashOf);
    expect(new Set(hashes).size).toBe(changed.length + 1);
  });
});
