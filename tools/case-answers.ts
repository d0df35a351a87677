import { awards, isTender } from './case-awards.js';
import {
  claims,
  heldHarmless,
  largestRemainder,
  scoring,
  sharedFacility,
  tableOfCosts,
  tableOfGains,
  Unsupported,
  type Input,
} from './case-families.js';
import { analytic, purchaseTiers, serialSharing, thresholdRebate } from './case-purchases.js';

/** A worked case as it is asked: what is expected of it is not looked at. */
export interface Case {
  readonly id: string;
  /** A tender's case may leave it out. */
  readonly family?: string;
  readonly input: Input;
}

/** One line of the answer. */
export type Answer = { readonly id: string } & (
  { readonly results: object } | { readonly unsupported: string }
);

type Family = (input: Input, seconds?: number) => object | Promise<object>;

const families: Record<string, Family> = {
  tu_gain: tableOfGains,
  tu_cost: tableOfCosts,
  purchase_tiers: purchaseTiers,
  threshold_rebate: thresholdRebate,
  claims,
  held_harmless: heldHarmless,
  rounding_largest_remainder: largestRemainder,
  shared_facility_max: sharedFacility,
  serial: serialSharing,
  analytic,
  scoring,
  awards,
};

/** The cases of a file. Throws a sentence about what is not a file of cases. */
export function casesIn(text: string): Case[] {
  const { cases } = JSON.parse(text) as { cases?: unknown };
  if (Array.isArray(cases)) return cases;
  throw new Unsupported('This file has no list of “cases”.');
}

/** What the sharing rules or the award say to a case, or why they say nothing; in so many seconds. */
export async function answerTo({ id, family, input }: Case, seconds?: number): Promise<Answer> {
  const answer = families[family ?? ''] ?? (isTender(input) ? awards : undefined);
  if (!answer) return { id, unsupported: `Cases of the family “${family}” are not answered.` };
  try {
    return { id, results: await answer(input, seconds) };
  } catch (failure) {
    if (failure instanceof Unsupported || failure instanceof RangeError) {
      return { id, unsupported: failure.message };
    }
    throw failure;
  }
}
