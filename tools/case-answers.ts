import { readFileSync } from 'node:fs';
import { awards, isTender } from './case-awards.js';
import {
  claims,
  heldHarmless,
  largestRemainder,
  scoring,
  sharedFacility,
  tableOfCosts,
  tableOfGains,
} from './case-families.js';
import { Unsupported, type Input } from './case-inputs.js';
import { analytic, purchaseTiers, serialSharing, thresholdRebate } from './case-purchases.js';

/** A worked case as it is asked: what is expected of it is not looked at. */
export interface Case {
  readonly id: string;
  /** A tender's case may leave it out. */
  readonly family?: string;
  readonly input: Input;
}

/** One line of the answer. A case without an id of its own is told by its place. */
export type Answer = { readonly id: string | number | null } & (
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

/** The cases of the file at a path. Throws a sentence about what cannot be read. */
export function readCases(path: string): unknown[] {
  try {
    return casesIn(readFileSync(path, 'utf8'));
  } catch (failure) {
    if (failure instanceof Unsupported) throw failure;
    throw new Unsupported(`“${path}” cannot be read: is there a file of this name?`);
  }
}

/** The cases of a file, whatever they are. Throws a sentence about what is not a file of cases. */
export function casesIn(text: string): unknown[] {
  const file = read(text);
  if (isRecord(file) && Array.isArray(file.cases)) return file.cases;
  throw new Unsupported('This file has no list of “cases”.');
}

/** Some editors begin a file with a byte order mark. */
function read(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Unsupported(
      'This file is not JSON: a bracket, a comma or a quotation mark is amiss.',
    );
  }
}

/** What the sharing rules or the award say to a case, or why they say nothing; in so many seconds. */
export async function answerTo(asked: unknown, seconds?: number): Promise<Answer> {
  const { id = null, family, input } = isRecord(asked) ? asked : {};
  if (typeof id !== 'string' && typeof id !== 'number') {
    return { id: null, unsupported: 'This case has no “id”: give it one.' };
  }
  if (!isRecord(input)) return { id, unsupported: 'This case has no “input” with named fields.' };
  const answer = familyOf(family, input);
  if (!answer) return { id, unsupported: unknownFamily(family) };
  try {
    return { id, results: await answer(input, seconds) };
  } catch (failure) {
    return { id, unsupported: whyNot(failure) };
  }
}

function familyOf(family: unknown, input: Input): Family | undefined {
  if (typeof family === 'string' && Object.hasOwn(families, family)) return families[family];
  return isTender(input) ? awards : undefined;
}

function unknownFamily(family: unknown): string {
  return typeof family === 'string'
    ? `Cases of the family “${family}” are not answered.`
    : 'This case has no “family”, and is no tender with lists of “lots” and of “bids”.';
}

/** What a family reads without asking, and does not find, fails in the engine's words. */
function whyNot(failure: unknown): string {
  if (failure instanceof Unsupported || failure instanceof RangeError) return failure.message;
  if (failure instanceof TypeError || failure instanceof SyntaxError) return misshapen;
  throw failure;
}

const misshapen = 'A field of the “input” is missing, or is of another kind than its family has.';

function isRecord(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
