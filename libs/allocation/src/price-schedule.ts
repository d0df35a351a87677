import { formatPounds, formatWhole, ratioPence, sumPence, timesPence } from '#libs/money';

/** A price in pence from a quantity on. */
export interface Tier {
  readonly fromQuantity: number;
  readonly unitPricePence: number;
}

/**
 * What a supplier asks. `all-units`: the tier reached prices every unit. `incremental`: each tier
 * prices only its own units. Prices are for `perUnits` units (1 unless said): pens by the hundred.
 */
export interface PriceSchedule {
  readonly basis: 'all-units' | 'incremental';
  readonly tiers: readonly Tier[];
  readonly perUnits?: 1 | 100 | 1000;
}

/** What to buy for a quantity at least cost, where spare units are allowed. Money in pence. */
export interface Purchase {
  readonly costPence: number;
  readonly buyQuantity: number;
  readonly spareQuantity: number;
}

/** The most units of one tier, and the most pence a unit: their product is still exact. */
export const mostUnits = 10_000_000;
export const mostUnitPricePence = 1_000_000_00;

/** What is wrong with the tiers of a quote, as sentences for its supplier. */
export function tierFaults(tiers: readonly Tier[]): string[] {
  const first = tiers[0]?.fromQuantity ?? 1;
  const faults = indicativeTierFaults(tiers);
  if (!(first > 1)) return faults;
  const advice = 'start it from 1, so that every quantity has a price';
  return [`The first tier starts from ${formatUnits(first)}: ${advice}.`, ...faults];
}

/** The same for an indicative price sheet, which may know no price for small quantities. */
export function indicativeTierFaults(tiers: readonly Tier[]): string[] {
  if (tiers.length === 0) return ['There is no price: give at least one tier.'];
  return tiers.flatMap((tier, i) => [
    ...ownFaults(tier, i + 1),
    ...orderFaults(tier, tiers[i - 1]),
  ]);
}

/** Throws RangeError with every fault: past the edge, a wrong schedule is a bug. */
export function assertTiers(tiers: readonly Tier[]): void {
  const faults = tierFaults(tiers);
  if (faults.length > 0) throw new RangeError(faults.join(' '));
}

/**
 * F(q): the price in pence of exactly `quantity` units; nothing costs 0. With prices per 100 or
 * 1,000 the total is rounded once, half a penny up.
 * Throws RangeError for faulty tiers, a quantity that is not whole or below zero, and a total that
 * a number cannot hold exactly.
 */
export function costPence(schedule: PriceSchedule, quantity: number): number {
  assertTiers(schedule.tiers);
  assertQuantity(quantity);
  if (quantity === 0) return 0;
  return ratioPence(priceOf(schedule, quantity), 1, schedule.perUnits ?? 1);
}

/**
 * F̃(q) = min over s ≥ q of F(s): the least that at least `quantity` units cost. Within a tier more
 * units never cost less, so only q itself and the later tier starts can be the least. Among equals
 * the fewest units. A quantity of nothing buys nothing. Throws as `costPence` does.
 */
export function costWithSpare(schedule: PriceSchedule, quantity: number): Purchase {
  const exact = { costPence: costPence(schedule, quantity), buyQuantity: quantity };
  const later = schedule.tiers.filter(({ fromQuantity }) => fromQuantity > quantity);
  const least = later.reduce((best, { fromQuantity }) => {
    const cost = costPence(schedule, fromQuantity);
    return cost < best.costPence ? { costPence: cost, buyQuantity: fromQuantity } : best;
  }, exact);
  return { ...least, spareQuantity: least.buyQuantity - quantity };
}

/** The least cost in pence: F̃ where the round allows spare units, else F. */
export function leastCostPence(
  schedule: PriceSchedule,
  quantity: number,
  spareUnits: boolean,
): number {
  return spareUnits ? costWithSpare(schedule, quantity).costPence : costPence(schedule, quantity);
}

/** The tier that a quantity reaches, if its price is known. */
export function tierAt(tiers: readonly Tier[], quantity: number): Tier | undefined {
  return tiers.findLast(({ fromQuantity }) => fromQuantity <= quantity);
}

/** Throws RangeError unless the quantity is a whole number from 0. */
export function assertQuantity(quantity: number): void {
  if (!Number.isSafeInteger(quantity) || quantity < 0) {
    throw new RangeError(`${quantity} is not a whole number of units from 0.`);
  }
}

function priceOf({ basis, tiers }: PriceSchedule, quantity: number): number {
  if (basis === 'all-units') return timesPence(tierAt(tiers, quantity)!.unitPricePence, quantity);
  return sumPence(
    tiers.map(({ fromQuantity, unitPricePence }, i) => {
      const next = tiers[i + 1]?.fromQuantity ?? Infinity;
      return timesPence(unitPricePence, Math.max(0, Math.min(quantity + 1, next) - fromQuantity));
    }),
  );
}

function ownFaults({ fromQuantity, unitPricePence }: Tier, number: number): string[] {
  const faults = [];
  if (!isWhole(fromQuantity, 1, mostUnits)) {
    const advice = `write a whole number from 1 to ${formatWhole(mostUnits)}`;
    faults.push(`Tier ${number} starts from ${fromQuantity} units: ${advice}.`);
  }
  if (!isWhole(unitPricePence, 0, mostUnitPricePence)) {
    const range = `£0.00 to ${formatPounds(mostUnitPricePence)}`;
    faults.push(`The price of tier ${number} must be whole pence from ${range}.`);
  }
  return faults;
}

function orderFaults({ fromQuantity }: Tier, before: Tier | undefined): string[] {
  if (before === undefined || fromQuantity > before.fromQuantity) return [];
  if (fromQuantity === before.fromQuantity) {
    return [`Two tiers start from ${formatUnits(fromQuantity)}: keep one of them.`];
  }
  const [here, there] = [formatUnits(fromQuantity), formatUnits(before.fromQuantity)];
  return [`The tier from ${here} comes after the one from ${there}: list them by rising quantity.`];
}

function formatUnits(quantity: number): string {
  const count = Number.isSafeInteger(quantity) ? formatWhole(quantity) : String(quantity);
  return `${count} ${quantity === 1 ? 'unit' : 'units'}`;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}
