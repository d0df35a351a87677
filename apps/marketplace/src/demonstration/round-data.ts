import type { TierBasis } from '#messages/quotes';
import type { EvidenceGrade } from '#messages/rounds';

/** What a round of the demonstration buys. */
export interface DemoItem {
  readonly item: string;
  readonly description: string;
  readonly unit: string;
  readonly caseSize: number;
  readonly ceilingPence: number;
  readonly minimumQuantity: number;
  readonly financeCode: string;
}

export type DemoDemand = readonly [
  urn: string,
  item: string,
  min: number,
  desired: number,
  max: number,
  lastPricePence: number | null,
  evidenceGrade: EvidenceGrade,
];

export type DemoTier = readonly [
  item: string,
  fromQuantity: number,
  unitPricePence: number,
  source: string,
];

export type DemoQuote = readonly [
  supplier: string,
  item: string,
  fromQuantity: number,
  unitPricePence: number,
  basis: TierBasis,
];
