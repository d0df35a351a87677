import { formatPounds, formatWhole } from '#libs/money';
import { mostUnitPricePence } from './price-schedule.js';

/** What a supplier says beside the prices of one lot. Units and pence; each may be left out. */
export interface LineTerms {
  /** The most units to be had. */
  readonly capacity?: number;
  /** Whoever buys any buys at least this many units. */
  readonly minimumAward?: number;
  readonly fixedFeePence?: number;
  readonly deliveryPencePerSchool?: number;
}

/** What a supplier says for all of its lots together. */
export interface WholeTerms {
  readonly capacity?: number;
  readonly bundles?: readonly {
    readonly lotIds: readonly string[];
    readonly offBasisPoints: number;
  }[];
  readonly rebates?: readonly {
    readonly fromSpendPence: number;
    readonly rateBasisPoints: number;
  }[];
}

/** One thing wrong with the terms, and with which field: `bundles[0].lotIds`. Tells no figure of them. */
export interface TermFault {
  readonly at: string;
  readonly sentence: string;
}

/** What is wrong with the terms of one lot of which no more than `most` units are bought. */
export function lineTermFaults(terms: LineTerms, item: string, most: number): TermFault[] {
  const { capacity = Infinity, minimumAward = 0 } = terms;
  const faults: TermFault[] = [];
  if (minimumAward > capacity) {
    const sentence =
      `The least you would sell of ${item} is above the most you can supply: ` +
      'lower the one or raise the other.';
    faults.push({ at: 'minimumAward', sentence });
  } else if (minimumAward > most) {
    const sentence =
      `The least you would sell of ${item} is above the ${formatWhole(most)} units that may be ` +
      'bought, so that you could win nothing: lower it.';
    faults.push({ at: 'minimumAward', sentence });
  }
  const fees = { fixedFeePence: 'fixed charge', deliveryPencePerSchool: 'delivery charge' };
  for (const [at, name] of Object.entries(fees) as [keyof typeof fees, string][]) {
    if ((terms[at] ?? 0) <= mostUnitPricePence) continue;
    const sentence = `The ${name} of ${item} is too large: ${formatPounds(mostUnitPricePence)} at most.`;
    faults.push({ at, sentence });
  }
  return faults;
}

/** A lot that is quoted for. */
export type TermedLot = LineTerms & { readonly lotId: string; readonly item: string };

/** What is wrong with the terms over all lots, beside these lots that are quoted for. */
export function wholeTermFaults(terms: WholeTerms, quoted: readonly TermedLot[]): TermFault[] {
  return [
    ...capacityFaults(terms, quoted),
    ...bundleFaults(terms, quoted),
    ...rebateFaults(terms),
    ...discountFaults(terms, quoted),
  ];
}

function capacityFaults(
  { capacity = Infinity }: WholeTerms,
  quoted: readonly TermedLot[],
): TermFault[] {
  const above = quoted.find(({ minimumAward = 0 }) => minimumAward > capacity);
  if (!above) return [];
  const sentence =
    `The least you would sell of ${above.item} is above the most you can supply of all lots ` +
    'together: lower the one or raise the other.';
  return [{ at: 'capacity', sentence }];
}

function bundleFaults({ bundles = [] }: WholeTerms, quoted: readonly TermedLot[]): TermFault[] {
  const isQuoted = new Set(quoted.map(({ lotId }) => lotId));
  const keys = bundles.map(({ lotIds }) => lotIds.toSorted().join());
  return bundles.flatMap(({ lotIds }, i) => {
    const at = `bundles[${i}].lotIds`;
    const faults: TermFault[] = [];
    if (lotIds.length < 2) {
      const sentence = `Bundle ${i + 1} needs two lots or more: for one lot, lower its price.`;
      faults.push({ at, sentence });
    }
    if (new Set(lotIds).size < lotIds.length) {
      faults.push({ at, sentence: `Bundle ${i + 1} names a lot twice: keep it once.` });
    }
    if (lotIds.some((lotId) => !isQuoted.has(lotId))) {
      const sentence =
        `Bundle ${i + 1} names a lot for which you do not quote, ` +
        'so that nobody could ever earn it: give that lot a price, or leave it out.';
      faults.push({ at, sentence });
    }
    const same = keys.indexOf(keys[i]!);
    if (same < i) {
      const sentence = `Bundles ${same + 1} and ${i + 1} are for the same lots: keep one of them.`;
      faults.push({ at, sentence });
    }
    return faults;
  });
}

/** Rates that fall as the spend rises would make a supplier's own arithmetic a puzzle. */
function rebateFaults({ rebates = [] }: WholeTerms): TermFault[] {
  return rebates.flatMap(({ fromSpendPence, rateBasisPoints }, i) => {
    const [at, before] = [`rebates[${i}]`, rebates[i - 1]];
    const faults: TermFault[] = [];
    if (fromSpendPence < 1) {
      const sentence = `Rebate ${i + 1} holds from nothing on: lower your prices instead.`;
      faults.push({ at: `${at}.fromSpendPence`, sentence });
    }
    if (before && fromSpendPence <= before.fromSpendPence) {
      const sentence =
        `Rebate ${i + 1} must start from more than the one before: ` +
        'list the rebates by rising spend.';
      faults.push({ at: `${at}.fromSpendPence`, sentence });
    }
    if (before && rateBasisPoints < before.rateBasisPoints) {
      const sentence = `Rebate ${i + 1} must not be lower than the one before: who buys more gets more.`;
      faults.push({ at: `${at}.rateBasisPoints`, sentence });
    }
    return faults;
  });
}

/** Discounts are added, never compounded: they could otherwise give away more than the price. */
function discountFaults(
  { bundles = [], rebates = [] }: WholeTerms,
  quoted: readonly TermedLot[],
): TermFault[] {
  const highest = Math.max(0, ...rebates.map(({ rateBasisPoints }) => rateBasisPoints));
  const over = quoted.find(({ lotId }) => {
    const off = bundles.map((one) => (one.lotIds.includes(lotId) ? one.offBasisPoints : 0));
    return off.reduce((sum, one) => sum + one, highest) > 10_000;
  });
  if (!over) return [];
  const sentence =
    `Bundles and rebates are added up: together they take more than 100 % off ${over.item}. ` +
    'Lower one of them.';
  const at = bundles.length > 0 ? 'bundles[0].offBasisPoints' : 'rebates[0].rateBasisPoints';
  return [{ at, sentence }];
}
