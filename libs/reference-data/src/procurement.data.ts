import { inForce, type Dated } from './dated.js';

/** What is bought, as the thresholds tell it apart; authorities that are not central government. */
export type ProcurementKind = 'goods-and-services' | 'light-touch' | 'works';

/** From this value in pence on, VAT included, the full procurement rules apply. */
export interface ProcurementThreshold extends Dated {
  readonly kind: ProcurementKind;
  readonly thresholdPence: number;
}

const source = 'Procurement Act 2023, Schedule 1, as revised from 1 January 2026';
const biennium = { from: '2026-01-01', to: '2027-12-31', source } as const;

/** Thresholds with VAT included, revised every two years. Not legal advice. */
export const procurementThresholds: readonly ProcurementThreshold[] = [
  { kind: 'goods-and-services', thresholdPence: 207_720_00, ...biennium },
  { kind: 'light-touch', thresholdPence: 663_540_00, ...biennium },
  { kind: 'works', thresholdPence: 5_193_000_00, ...biennium },
];

/** Where a value stands: `amber` from 90 %, `above` from the threshold itself on. */
export interface ThresholdStanding {
  readonly thresholdPence: number;
  readonly standing: 'below' | 'amber' | 'above';
  /** Value ÷ threshold, rounded down; 94.9 % = 9490. */
  readonly shareBasisPoints: number;
  /** How many more pence stay below the threshold; 0 when it is reached. */
  readonly roomPence: number;
}

/**
 * Where an estimated value in pence stands: VAT included, over the whole term, all joint buyers.
 * Undefined on a day for which no threshold is known.
 */
export function thresholdStanding(
  valuePence: number,
  kind: ProcurementKind,
  day: string,
): ThresholdStanding | undefined {
  const thresholds = procurementThresholds.filter((threshold) => threshold.kind === kind);
  const found = inForce(thresholds, day);
  if (!found) return undefined;
  const { thresholdPence } = found;
  const shareBasisPoints = Number((BigInt(valuePence) * 10_000n) / BigInt(thresholdPence));
  const below = shareBasisPoints < 9000 ? 'below' : 'amber';
  return {
    thresholdPence,
    standing: valuePence >= thresholdPence ? 'above' : below,
    shareBasisPoints,
    roomPence: Math.max(0, thresholdPence - 1 - valuePence),
  };
}

/** How many quotes a purchase of some value should have, by guidance for schools. */
export interface BuyingBand extends Dated {
  readonly band: 'low' | 'medium' | 'high';
  /** From this value in pence on, VAT not included. */
  readonly fromPence: number;
  readonly minimumQuotes: number;
}

const guidance = {
  from: '2025-01-01',
  source: 'Department for Education, guidance on buying for schools; own regulations come first',
} as const;

/**
 * Below £10,000, £10,000 to £40,000, and over £40,000. The guidance bears no day of its own: `from`
 * is the first day that this table answers for.
 */
export const buyingBands: readonly BuyingBand[] = [
  { band: 'high', fromPence: 40_000_01, minimumQuotes: 3, ...guidance },
  { band: 'medium', fromPence: 10_000_00, minimumQuotes: 3, ...guidance },
  { band: 'low', fromPence: 0, minimumQuotes: 1, ...guidance },
];

/** The band of a value in pence; undefined on a day for which none is known. */
export function buyingBand(valuePence: number, day: string): BuyingBand | undefined {
  const reached = buyingBands.filter(({ fromPence }) => fromPence <= valuePence);
  return inForce(reached, day);
}
