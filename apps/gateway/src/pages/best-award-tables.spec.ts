import { describe, expect, it } from '@jest/globals';
import type { BestAwardView, TenderView } from '#messages/tenders';
import { bestAwardPart } from './best-award-part.js';
import { bestAwardWords, certificateRows, dearerIn, dearerWords } from './best-award-tables.js';

const tender = {
  status: 'opened',
  lots: [{ lotId: 'l', description: 'Copier paper', unit: 'box', drops: [] }],
} as unknown as TenderView;

const best: BestAwardView = {
  inputHash: 'ab',
  solver: 'HiGHS',
  proved: true,
  gapPence: 0,
  boundPence: 100_00,
  costPence: 100_00,
  optimalSolutions: 1,
  tieBrokenBy: [],
  nodes: 1,
  outcome: 'awarded',
  wins: [
    {
      lotId: 'l',
      quoteId: 'q',
      supplierId: 's',
      supplierName: 'Quillstone',
      quantity: 8,
      goodsPence: 110_00,
      feesPence: 0,
    },
  ],
  unfilled: [],
  moneyPence: 100_00,
  bundlesPence: 10_00,
  rebatesPence: 0,
  qualityPence: 0,
  seconds: 1,
  dearer: [],
  cannotShare: null,
};

describe('The award of least cost, in words', () => {
  it('says what it costs, what took it down, and that nothing is cheaper', () => {
    expect(bestAwardWords(tender, best)).toEqual([
      'It costs £100.00 net; bundles take off £10.00.',
      'Proved: no award of these quotes costs less.',
      'No other award costs the same.',
    ]);
  });

  it('is honest when time ran out, about ties, and about what nobody supplies', () => {
    const open = { ...best, proved: false, gapPence: 3_00, boundPence: 97_00 };
    expect(bestAwardWords(tender, open)[1]).toBe(
      'Not proved: time ran out. It is at most £3.00 too dear; none costs less than £97.00.',
    );
    const tie = { ...best, optimalSolutions: '>1', tieBrokenBy: ['lot'] } as const;
    expect(bestAwardWords(tender, tie)[2]).toContain('the lot drawn from the seals');
    const part = { ...best, unfilled: [{ lotId: 'l', quantity: 2 }] };
    expect(bestAwardWords(tender, part)[3]).toContain('2 units of Copier paper are dearer');
    const none = { ...best, outcome: 'impossible', wins: [] } as const;
    expect(bestAwardWords(tender, none)).toEqual([
      expect.stringContaining('No award fills every lot within the terms'),
    ]);
  });

  it('gives what anybody needs to check it', () => {
    const keys = certificateRows({ ...best, seed: 'cd' }).map(({ key }) => key);
    expect(keys).toEqual([
      'Fingerprint of the tender (SHA-256)',
      'Solver',
      'Cost',
      'No award costs less than',
      'Proof',
      'Nodes searched',
      'Seed of the lot',
    ]);
  });

  it('names a school that pays more than it last did, over all its suppliers', () => {
    const share = { schoolUrn: '990001', partyId: 'p', vatRecovered: true, lastPricePence: 10_00 };
    const shares = [
      { ...share, supplierName: 'A', quantity: 3, paysPence: 27_00, sharePence: 33_00 },
      { ...share, supplierName: 'B', quantity: 2, spareQuantity: 1, paysPence: 12_00 },
    ];
    const [lot] = tender.lots;
    const drops = [{ schoolUrn: '990001', schoolName: 'Alder', firm: 4, most: 5 }];
    const shown = { ...tender, lots: [{ ...lot!, shares, drops }] };
    expect(dearerWords(shown, dearerIn(shown))).toEqual([
      'Alder would pay £45.00 for Copier paper: £5.00 more than at its own last price.',
    ]);
  });

  it('warns where it cannot be recommended', () => {
    const over = 'Alder would be invoiced £520.00 for 10 of paper, and its ceiling is £27.00';
    const told = (more: object) =>
      bestAwardPart(tender, { state: 'done', best: { ...best, ...more } }).warnings;
    expect(told({})).toEqual([]);
    expect(told({ overCeiling: over })).toEqual([`It cannot be recommended: ${over}.`]);
  });
});
