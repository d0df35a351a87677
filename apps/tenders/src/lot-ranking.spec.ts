import { describe, expect, it } from '@jest/globals';
import { rankLot, validIn } from './lot-ranking.js';
import {
  offer,
  paper,
  paperQuotes,
  quoteIds,
  quoteOf,
  tenderLots,
  trays,
} from './tender.fixture.js';

const [paperLot, trayLot] = [tenderLots[0]!, tenderLots[1]!];
const inShort = (ranking: ReturnType<typeof rankLot>) =>
  ranking.map(({ supplierName, totalPence, setAside }) => [supplierName, setAside ?? totalPence]);

describe('The ranking of a lot', () => {
  it('is by what exactly the tendered quantity costs', () => {
    expect(inShort(rankLot(paperLot, paperQuotes, []))).toEqual([
      ['Quillstone', 992_940],
      ['Brackenfold', 1_043_640],
      ['Nethermere', 1_049_220],
    ]);
  });

  it('does not buy more than was tendered, even where that would cost less', () => {
    const quote = quoteOf(
      'Quillstone',
      offer(trays, [
        [1, 2690],
        [100, 2440],
      ]),
    );
    expect(inShort(rankLot(trayLot, [quote], []))).toEqual([['Quillstone', 244_790]]);
  });

  it('leaves out who does not meet the specification, with its own reason', () => {
    const line = {
      ...offer(paper, [[1, 100]]),
      meetsSpecification: false,
      reason: 'It is 75 gsm.',
    };
    const quotes = [quoteOf('Quillstone', line), paperQuotes[1]!];
    expect(inShort(rankLot(paperLot, quotes, []))).toEqual([
      ['Nethermere', 1_049_220],
      ['Quillstone', 'Does not meet the specification: It is 75 gsm.'],
    ]);
  });

  it('leaves out what was set aside, for that lot only', () => {
    const reason = 'Confirmed in writing that it was a typing error.';
    const aside = { lotId: paper, quoteId: quoteIds.Quillstone, reason };
    const [first, , last] = rankLot(paperLot, paperQuotes, [aside]);
    expect([first!.supplierName, last!.setAside]).toEqual(['Brackenfold', reason]);
    const elsewhere = rankLot(paperLot, paperQuotes, [{ ...aside, lotId: trays }]);
    expect(elsewhere[0]!.supplierName).toBe('Quillstone');
  });

  it('leaves out what costs more than the ceiling on average, and takes what reaches it', () => {
    const at = quoteOf('Quillstone', offer(paper, [[1, 1350]]));
    const above = quoteOf(
      'Nethermere',
      offer(paper, [
        [1, 1351],
        [804, 1350],
        [805, 1],
      ]),
    );
    const over = quoteOf('Brackenfold', offer(paper, [[1, 1351]]));
    expect(inShort(rankLot(paperLot, [at, above, over], []))).toEqual([
      ['Nethermere', 1_085_400],
      ['Quillstone', 1_085_400],
      ['Brackenfold', 'Above the ceiling of £13.50'],
    ]);
  });

  it('keeps the total of what is only above the ceiling: a school could have bought it alone', () => {
    const over = quoteOf('Brackenfold', offer(paper, [[1, 1351]]));
    const [ranked] = rankLot(paperLot, [over], []);
    expect(ranked!.totalPence).toBe(804 * 1351);
    expect(validIn([ranked!])).toEqual([]);
  });

  it('marks what is abnormally low', () => {
    const low = quoteOf('Nethermere', offer(paper, [[1, 864]]));
    const [first, second] = rankLot(paperLot, [low, paperQuotes[2]!], []);
    expect([first!.abnormallyLow, second!.abnormallyLow]).toEqual([true, undefined]);
  });

  const low = (ranking: ReturnType<typeof rankLot>) =>
    ranking.filter(({ abnormallyLow }) => abnormallyLow).map((quote) => quote.supplierName);
  const alike = [
    quoteOf('Nethermere', offer(paper, [[1, 1300]]), offer(trays, [[1, 2600]])),
    quoteOf('Quillstone', offer(paper, [[1, 1300]])),
  ];

  it('marks what bundles and rebates make abnormally low', () => {
    const lines = [offer(paper, [[1, 1300]]), offer(trays, [[1, 2600]])];
    const named = quoteOf('Brackenfold', ...lines);
    const rebates = [{ fromSpendPence: 1_000_000, rateBasisPoints: 4_000 }];
    const bundles = [{ lotIds: [paper, trays], offBasisPoints: 4_000 }];
    const ranked = (terms: object, all = tenderLots) =>
      low(rankLot(paperLot, [...alike, { ...named, ...terms }], [], [], all));
    expect(ranked({})).toEqual([]);
    expect(ranked({ rebates })).toEqual(['Brackenfold']);
    expect(ranked({ bundles })).toEqual(['Brackenfold']);
    expect(ranked({ bundles }, [paperLot])).toEqual([]);
  });

  it('does not mark a price for more than can be supplied', () => {
    const tiers: [number, number][] = [
      [1, 1300],
      [500, 600],
    ];
    const named = quoteOf('Brackenfold', offer(paper, tiers));
    const shared = { ...paperLot, maxSuppliers: 2 };
    const ranked = (terms: object) => low(rankLot(shared, [...alike, { ...named, ...terms }], []));
    expect(ranked({})).toEqual(['Brackenfold']);
    expect(ranked({ capacity: 400 })).toEqual([]);
    expect(ranked({ capacity: 500 })).toEqual(['Brackenfold']);
  });

  it('has nobody in it when nobody quoted', () => {
    expect(rankLot(trayLot, paperQuotes, [])).toEqual([]);
    expect(validIn([])).toEqual([]);
  });
});
