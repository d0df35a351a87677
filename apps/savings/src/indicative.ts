import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import {
  costPence,
  savingRow,
  totalQuantity,
  type LotToShare,
  type PriceSchedule,
  type SchoolDemand,
} from '#libs/allocation';
import type { LockedDemand, Lot, SharingRule } from '#messages/rounds';

/** One lot of a round before its quotes, with what the schools want of it so far. */
export interface IndicativeLot {
  readonly lot: Lot;
  readonly demand: readonly LockedDemand[];
}

/** A round on what is committed or locked, at indicative prices: no quote is in it. */
export interface IndicativeRound {
  readonly roundId: string;
  readonly consortiumId: string;
  readonly title: string;
  readonly status: 'draft' | 'open' | 'locked';
  readonly sharingRule: SharingRule;
  readonly proposedRule: SharingRule | null;
  readonly spareUnits: boolean;
  readonly lots: readonly IndicativeLot[];
}

/** A lot that is wanted, ready to be shared by any rule. */
export interface IndicativeShare extends LotToShare {
  readonly lot: Lot;
  readonly schedule: PriceSchedule;
  readonly demand: readonly LockedDemand[];
  /** What exactly the wanted quantity costs. */
  readonly totalPence: number;
}

/** The ceiling up to the first indicative price, which is never taken to be above it. */
export function indicativeSchedule({ ceilingPence, indicativeTiers }: Lot): PriceSchedule {
  const known = indicativeTiers.map(({ fromQuantity, unitPricePence }) => ({
    fromQuantity,
    unitPricePence: Math.min(unitPricePence, ceilingPence),
  }));
  const below = (known[0]?.fromQuantity ?? Infinity) > 1;
  const ceiling = { fromQuantity: 1, unitPricePence: ceilingPence };
  return { basis: 'all-units', tiers: below ? [ceiling, ...known] : known };
}

/**
 * The lots that anybody wants. A school's baseline is its last price where there is evidence for
 * it, else what its own quantity costs at the same prices.
 */
export function indicativeShares({ lots, spareUnits }: IndicativeRound): IndicativeShare[] {
  return lots.flatMap(({ lot, demand }) => {
    if (demand.length === 0) return [];
    const schedule = indicativeSchedule(lot);
    const demands = demand.map((one) => {
      const wanted = wantedOf(one);
      const { baselinePence } = savingRow(wanted, 0, [schedule], spareUnits);
      return { id: wanted.id, quantity: wanted.quantity, baselinePence };
    });
    const totalPence = costPence(schedule, totalQuantity(demands));
    return [{ lot, schedule, demand, demands, totalPence, spareUnits }];
  });
}

/** SHA-256, in hex, of the canonical JSON of all that the comparison follows from. */
export function indicativeHash({ lots, spareUnits }: IndicativeRound): string {
  const text = canonicalize({ lots, spareUnits }) ?? '';
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What a school wants, with its last price where there is evidence for it. */
function wantedOf(demand: LockedDemand): SchoolDemand {
  const { schoolUrn: id, quantity, lastPricePence, evidenceGrade: grade } = demand;
  if (grade === 'none' || lastPricePence === null) return { id, quantity };
  return { id, quantity, lastPrice: { pricePence: lastPricePence, grade } };
}
