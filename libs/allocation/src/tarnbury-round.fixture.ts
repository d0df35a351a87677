import { parsePounds } from '#libs/money';
import type { EvidenceGrade, PriceSchedule, SavingRow, SchoolDemand, Tier } from './index.js';

/** The invented first round of the Tarnbury Learning Cluster: what its specs count on. */
export interface LotOfRound {
  readonly quotes: readonly { readonly supplier: string; readonly schedule: PriceSchedule }[];
  readonly winner: string;
  readonly demands: readonly SchoolDemand[];
  readonly expected: readonly SavingRow[];
}

/** Supplier, basis, then quantity:price for each tier. */
const quoteLines: Record<string, string> = {
  'copier-paper': `
    Quillstone all-units 1:15.40 100:13.95 400:12.90 800:12.35
    Nethermere all-units 1:14.90 200:13.40 500:13.05
    Brackenfold incremental 1:14.75 201:12.80 601:11.60
  `,
  'exercise-books': `
    Brackenfold all-units 1:24.20 200:21.70 400:20.35 600:19.95
    Nethermere all-units 1:23.60 300:20.70
    Quillstone all-units 1:25.00 250:21.90 500:20.80
  `,
  'meal-trays': `
    Platterleaf all-units 1:28.40 50:26.90 100:24.40
    Tallowgate all-units 1:29.50 50:27.75 150:25.10
    Brackenfold all-units 1:27.95
  `,
};

/** URN, quantity, last price, grade; then pays, baseline, saving, competition, aggregation. */
const demandLines: Record<string, string> = {
  'copier-paper': `
    990001 166 13.10 A 2050.10 2174.60 124.50 0.00 124.50
    990002 56 13.10 A 691.60 733.60 42.00 0.00 42.00
    990003 44 13.10 A 543.40 576.40 33.00 0.00 33.00
    990004 28 13.10 A 345.80 366.80 21.00 0.00 21.00
    990005 20 13.10 A 247.00 262.00 15.00 0.00 15.00
    990006 132 12.49 A 1630.20 1648.68 18.48 0.00 18.48
    990007 102 13.85 A 1259.70 1412.70 153.00 0.00 153.00
    990008 7 17.95 A 86.45 125.65 39.20 22.40 16.80
    990009 9 17.95 A 111.15 161.55 50.40 28.80 21.60
    990010 58 14.60 A 716.30 846.80 130.50 0.00 130.50
    990011 22 14.95 A 271.70 328.90 57.20 4.40 52.80
    990012 30 14.95 A 370.50 448.50 78.00 6.00 72.00
    990013 13 16.80 B 160.55 218.40 57.85 26.65 31.20
    990014 8 18.40 A 98.80 147.20 48.40 29.20 19.20
    990015 14 16.25 C 172.90 227.50 54.60 21.00 33.60
    990016 38 14.75 A 469.30 560.50 91.20 0.00 91.20
    990017 6 - none 74.10 88.50 14.40 0.00 14.40
    990018 5 15.99 A 61.75 79.95 18.20 6.20 12.00
    990019 26 14.35 A 321.10 373.10 52.00 0.00 52.00
    990020 20 11.60 B 247.00 232.00 -15.00 0.00 -15.00
  `,
  'exercise-books': `
    990001 120 22.40 A 2442.00 2688.00 246.00 0.00 246.00
    990002 62 22.40 A 1261.70 1388.80 127.10 0.00 127.10
    990003 48 22.40 A 976.80 1075.20 98.40 0.00 98.40
    990004 30 22.40 A 610.50 672.00 61.50 0.00 61.50
    990005 8 22.40 A 162.80 179.20 16.40 0.00 16.40
    990007 86 21.95 A 1750.10 1887.70 137.60 0.00 137.60
    990008 7 26.50 A 142.45 185.50 43.05 20.30 22.75
    990009 9 26.50 A 183.15 238.50 55.35 26.10 29.25
    990010 64 23.80 A 1302.40 1523.20 220.80 12.80 208.00
    990011 18 24.10 A 366.30 433.80 67.50 9.00 58.50
    990013 14 25.60 B 284.90 358.40 73.50 28.00 45.50
    990014 8 26.90 A 162.80 215.20 52.40 26.40 26.00
    990015 15 25.10 C 305.25 376.50 71.25 22.50 48.75
    990016 30 23.40 A 610.50 702.00 91.50 0.00 91.50
    990018 3 - none 61.05 70.80 9.75 0.00 9.75
    990019 22 23.95 A 447.70 526.90 79.20 7.70 71.50
    990020 16 24.60 A 325.60 393.60 68.00 16.00 52.00
  `,
  'meal-trays': `
    990001 28 27.50 A 683.20 770.00 86.80 0.00 86.80
    990002 6 27.50 A 146.40 165.00 18.60 0.00 18.60
    990006 21 26.40 A 512.40 554.40 42.00 0.00 42.00
    990007 17 28.10 A 414.80 477.70 62.90 2.55 60.35
    990008 1 34.50 A 24.40 34.50 10.10 6.55 3.55
    990009 2 34.50 A 48.80 69.00 20.20 13.10 7.10
    990010 10 29.60 A 244.00 296.00 52.00 16.50 35.50
    990013 2 33.00 B 48.80 66.00 17.20 10.10 7.10
    990016 7 29.95 A 170.80 209.65 38.85 14.00 24.85
    990019 6 30.20 A 146.40 181.20 34.80 13.50 21.30
  `,
};

export const winners: Record<string, string> = {
  'copier-paper': 'Quillstone',
  'exercise-books': 'Brackenfold',
  'meal-trays': 'Platterleaf',
};

export function lotOfRound(item: string): LotOfRound {
  const rows = wordsOf(demandLines[item]!);
  return {
    quotes: wordsOf(quoteLines[item]!).map(([supplier, basis, ...tiers]) => ({
      supplier: supplier!,
      schedule: { basis: basis as PriceSchedule['basis'], tiers: tiers.map(tierOf) },
    })),
    winner: winners[item]!,
    demands: rows.map(([id, quantity, price, grade]) => ({
      id: id!,
      quantity: Number(quantity),
      ...(price !== '-' && {
        lastPrice: { pricePence: penceOf(price!), grade: grade as EvidenceGrade },
      }),
    })),
    expected: rows.map(([id, quantity, , grade, ...money]) => {
      const [pays, baseline, saving, competition, aggregation] = money.map(penceOf);
      return {
        id: id!,
        quantity: Number(quantity),
        paysPence: pays!,
        baselinePence: baseline!,
        savingPence: saving!,
        competitionPence: competition!,
        aggregationPence: aggregation!,
        evidenceGrade: grade as SavingRow['evidenceGrade'],
      };
    }),
  };
}

/** Pence of a figure in pounds that may be below zero. */
export function penceOf(text: string): number {
  const { pence, fault } = parsePounds(text.replace('-', ''));
  if (fault !== undefined) throw new Error(fault);
  return text.startsWith('-') ? -pence : pence;
}

function tierOf(text: string): Tier {
  const [from, price] = text.split(':');
  return { fromQuantity: Number(from), unitPricePence: penceOf(price!) };
}

function wordsOf(lines: string): string[][] {
  return lines
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' '));
}
