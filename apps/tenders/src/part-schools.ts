import { splitByLargestRemainder, sumPence } from '#libs/money';
import type { LockedDemand } from '#messages/rounds';

/** What one school gets of a lot: what it asked for, less or more where so much is bought. */
export interface Served {
  readonly wanted: LockedDemand;
  readonly quantity: number;
  /** Of the quantity: beyond what it asked for. */
  readonly spareQuantity: number;
}

/** What one school gets from one winner. */
export interface ServedPart {
  readonly served: Served;
  readonly quantity: number;
  readonly spareQuantity: number;
}

/**
 * Who gets how much of what is bought. What is short is missing to all by their demand; what is spare
 * goes to schools that take more, by how much more they take; both by largest remainder.
 */
export function servedSchools(demand: readonly LockedDemand[], bought: number): Served[] {
  const firm = sumPence(demand.map(({ quantity }) => quantity));
  if (bought <= firm) {
    const weights = demand.map(({ schoolUrn: id, quantity }) => ({ id, weight: quantity }));
    const parts = splitByLargestRemainder(bought, weights);
    return demand.map((wanted, i) => served(wanted, parts[i]!.pence, 0));
  }
  const room = demand.map(({ schoolUrn: id, quantity, max }) => ({
    id,
    weight: Math.max(0, max - quantity),
  }));
  const spare = splitByLargestRemainder(bought - firm, room);
  return demand.map((wanted, i) => served(wanted, wanted.quantity, spare[i]!.pence));
}

function served(wanted: LockedDemand, own: number, spareQuantity: number): Served {
  return { wanted, quantity: own + spareQuantity, spareQuantity };
}

/**
 * The schools of each winner: filled one after another in the order of both lists, so that at most
 * winners − 1 schools are served by two. Who gets nothing is left out.
 */
export function schoolsOfParts(
  schools: readonly Served[],
  quantities: readonly number[],
): ServedPart[][] {
  let n = 0;
  const left = schools.map(({ quantity }) => quantity);
  return quantities.map((quantity) => {
    const parts: ServedPart[] = [];
    for (let room = quantity; room > 0 && n < schools.length;) {
      const units = Math.min(room, left[n]!);
      if (units > 0) parts.push(partOf(schools[n]!, units, left[n]!));
      room -= units;
      left[n]! -= units;
      if (left[n] === 0) n += 1;
    }
    return parts;
  });
}

/** Each school served by each winner, by what is left of its units. Who gets nothing is left out. */
export function schoolsOfAllParts(
  schools: readonly Served[],
  quantities: readonly number[],
): ServedPart[][] {
  const left = schools.map(({ quantity }) => quantity);
  return quantities.map((quantity) => {
    const weights = schools.map(({ wanted }, n) => ({ id: wanted.schoolUrn, weight: left[n]! }));
    const units = splitByLargestRemainder(quantity, weights).map(({ pence }) => pence);
    const parts = schools.map((school, n) => partOf(school, units[n]!, left[n]!));
    units.forEach((taken, n) => (left[n]! -= taken));
    return parts.filter((part) => part.quantity > 0);
  });
}

/** A school's spare units are the last that it gets. */
function partOf(served: Served, quantity: number, left: number): ServedPart {
  const after = left - quantity;
  const spareLeft = Math.min(served.spareQuantity, left);
  return { served, quantity, spareQuantity: spareLeft - Math.min(served.spareQuantity, after) };
}
