import { tierFaults, type PriceSchedule } from '#libs/allocation';
import { formatWhole } from '#libs/money';

/** What is wanted of one lot. Quantities are whole units, money is in pence. */
export interface Lot {
  readonly lotId: string;
  readonly quantity: number;
  /** What a unit costs that nobody is awarded. Without it every unit must be awarded. */
  readonly reserveUnitPence?: number;
  /** The most units that may be bought beyond the quantity, where that costs less; none unless said. */
  readonly spareUnits?: number;
  /** The most quotes that may win a part of the lot. */
  readonly maxSuppliers?: number;
  /** Schools to be delivered to; each winner delivers to all of them. One unless said. */
  readonly schools?: number;
}

/** What one supplier asks for one lot. */
export interface Quote {
  readonly quoteId: string;
  readonly supplierId: string;
  readonly lotId: string;
  readonly schedule: PriceSchedule;
  /** The most units it can be awarded. */
  readonly capacity?: number;
  /** If it wins anything, it wins at least this many units. */
  readonly minimumAward?: number;
  /** Charged once if it wins anything. */
  readonly fixedFeePence?: number;
  /** Charged for each school of the lot if it wins anything. */
  readonly deliveryPencePerSchool?: number;
  /** Monetised quality: what a unit of this quote is worth above one that just meets the terms. */
  readonly qualityPencePerUnit?: number;
  /** For ties only, in the published order: more is better, less is better, more is better. */
  readonly qualityScore?: number;
  readonly wholeLifePence?: number;
  readonly socialValueScore?: number;
}

/** Winning at least one unit in every listed lot takes this off the goods (not fees) in them. */
export interface Bundle {
  readonly supplierId: string;
  readonly lotIds: readonly string[];
  readonly offBasisPoints: number;
}

/**
 * By the supplier's goods in all lots, before bundle discounts and without fees: the highest step
 * reached gives its rate on the whole spend. Added to bundle discounts, never compounded.
 */
export interface SpendRebate {
  readonly supplierId: string;
  readonly steps: readonly RebateStep[];
}

/** From this spend on, this part of the whole spend comes back. */
export interface RebateStep {
  readonly fromSpendPence: number;
  readonly rateBasisPoints: number;
}

/** Everything that decides an award. The order of its lists means nothing. */
export interface TenderModel {
  readonly lots: readonly Lot[];
  readonly quotes: readonly Quote[];
  /** The most units of a supplier over all lots. */
  readonly supplierCapacity?: Readonly<Record<string, number>>;
  readonly bundles?: readonly Bundle[];
  readonly rebates?: readonly SpendRebate[];
  /** The most suppliers that may win anything. */
  readonly maxWinners?: number;
}

/** Units awarded to a quote; quotes that win nothing are left out. */
export interface Win {
  readonly quoteId: string;
  readonly quantity: number;
}

/** A whole-unit award, wins by quote id. */
export type Award = readonly Win[];

/** What is wrong with the model, as sentences; an empty list for one that can be solved. */
export function modelFaults(model: TenderModel): string[] {
  const lotIds = new Set(model.lots.map(({ lotId }) => lotId));
  const known = (lotId: string) => lotIds.has(lotId);
  return [
    ...repeated(model.lots.map(({ lotId }) => lotId)).map((id) => `Lot ${id} is there twice.`),
    ...repeated(model.quotes.map(({ quoteId }) => quoteId)).map((id) => `Quote ${id} twice.`),
    ...model.lots.flatMap(lotFaults),
    ...model.quotes.flatMap((quote) => quoteFaults(quote, known)),
    ...pairFaults(model.quotes),
    ...(model.bundles ?? []).flatMap((bundle) => bundleFaults(bundle, known)),
    ...(model.rebates ?? []).flatMap(rebateFaults),
    ...repeated((model.rebates ?? []).map(({ supplierId }) => supplierId)).map(
      (id) => `Supplier ${id} has two lists of rebates: make one of them.`,
    ),
    ...Object.entries(model.supplierCapacity ?? {}).flatMap(([id, units]) =>
      wholeFaults(units, 0, `The capacity of supplier ${id}`),
    ),
    ...wholeFaults(model.maxWinners ?? 1, 1, 'The most winners'),
  ];
}

/** Throws RangeError with every fault of the model. */
export function assertModel(model: TenderModel): void {
  const faults = modelFaults(model);
  if (faults.length > 0) throw new RangeError(faults.join(' '));
}

function lotFaults({ lotId, ...lot }: Lot): string[] {
  return [
    ...wholeFaults(lot.quantity, 0, `The quantity of lot ${lotId}`),
    ...wholeFaults(lot.reserveUnitPence ?? 0, 0, `The reserve price of lot ${lotId}`),
    ...wholeFaults(lot.spareUnits ?? 0, 0, `The spare units of lot ${lotId}`),
    ...wholeFaults(lot.maxSuppliers ?? 1, 1, `The most suppliers of lot ${lotId}`),
    ...wholeFaults(lot.schools ?? 1, 0, `The number of schools of lot ${lotId}`),
  ];
}

function quoteFaults(quote: Quote, known: (lotId: string) => boolean): string[] {
  const of = `of quote ${quote.quoteId}`;
  const faults = [
    ...tierFaults(quote.schedule.tiers).map((fault) => `Quote ${quote.quoteId}: ${fault}`),
    ...wholeFaults(quote.capacity ?? 0, 0, `The capacity ${of}`),
    ...wholeFaults(quote.minimumAward ?? 0, 0, `The minimum award ${of}`),
    ...wholeFaults(quote.fixedFeePence ?? 0, 0, `The fixed fee ${of}`),
    ...wholeFaults(quote.deliveryPencePerSchool ?? 0, 0, `The delivery fee ${of}`),
    ...wholeFaults(quote.qualityPencePerUnit ?? 0, -most, `The value of quality ${of}`),
  ];
  if (!known(quote.lotId)) faults.push(`Quote ${quote.quoteId} is for an unknown lot.`);
  return faults;
}

function pairFaults(quotes: readonly Quote[]): string[] {
  const pairs = quotes.map(({ supplierId, lotId }) => `${supplierId} for lot ${lotId}`);
  return repeated(pairs).map((pair) => `There are two quotes of supplier ${pair}: keep one.`);
}

function bundleFaults(bundle: Bundle, known: (lotId: string) => boolean): string[] {
  const of = `bundle of supplier ${bundle.supplierId}`;
  const faults = percentFaults(bundle.offBasisPoints, `The discount in a ${of}`);
  if (bundle.lotIds.length === 0) faults.push(`A ${of} lists no lot.`);
  if (repeated(bundle.lotIds).length > 0) faults.push(`A ${of} lists a lot twice.`);
  if (!bundle.lotIds.every(known)) faults.push(`A ${of} lists an unknown lot.`);
  return faults;
}

/** Rates that fall as the spend rises would make a supplier's own arithmetic a puzzle. */
function rebateFaults({ supplierId, steps }: SpendRebate): string[] {
  return steps.flatMap((step, i) => {
    const where = `step ${i + 1} of the rebates of supplier ${supplierId}`;
    const faults = [
      ...wholeFaults(step.fromSpendPence, 1, `The spend of ${where}`),
      ...percentFaults(step.rateBasisPoints, `The rate of ${where}`),
    ];
    const before = steps[i - 1];
    if (before && step.fromSpendPence <= before.fromSpendPence) {
      faults.push(`The spend of ${where} must be above that of the step before.`);
    }
    if (before && step.rateBasisPoints < before.rateBasisPoints) {
      faults.push(`The rate of ${where} must not be below that of the step before.`);
    }
    return faults;
  });
}

const most = 1_000_000_000_000;

function wholeFaults(value: number, least: number, what: string): string[] {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return [];
  const range = `from ${formatWhole(least)} to ${formatWhole(most)}`;
  return [`${what} must be a whole number ${range}, not ${value}.`];
}

function percentFaults(basisPoints: number, what: string): string[] {
  if (Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints <= 10_000) return [];
  return [`${what} must be from 0 % to 100 %, with at most two decimals.`];
}

function repeated(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
}
