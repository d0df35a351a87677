import { ratioPence, sumPence } from '#libs/money';
import type { AwardedShare } from '#messages/tenders';
import type { Delivered, SchoolUnits, ShareInputs } from './share-inputs.js';

/** What came of one school's units of a lot, and what the suppliers bill for it. */
export interface Came {
  /** Awarded to it. */
  readonly ordered: number;
  /** Those that came or still come. */
  readonly quantity: number;
  /** What the whole award would be billed. */
  readonly awardedPence: number;
  /** What is billed for what came, without credit notes. */
  readonly invoicedPence: number;
  /** The same at the agreed price, whatever was allowed on it. */
  readonly agreedPence: number;
  /** Is all that came billed, and nothing else? */
  readonly billed: boolean;
  /** Of each supplier, in the order of the school's shares. */
  readonly parts: readonly Pick<Came, 'ordered' | 'quantity'>[];
}

/** Deliveries by the line of an order that they belong to. */
export type DeliveryIndex = ReadonlyMap<string, Delivered>;

export function deliveryIndex({ deliveries = [] }: ShareInputs): DeliveryIndex {
  return new Map(deliveries.map((one) => [keyOf(one), one]));
}

/** Adds up a school's parts of a lot. */
export function cameOf({ shares }: SchoolUnits, deliveries: DeliveryIndex, ended = false): Came {
  const parts = shares.map(({ part, share }) => {
    const place = { ...part, schoolUrn: share.schoolUrn };
    return cameOfPart(share, deliveries.get(keyOf(place)) ?? nothing, ended);
  });
  const sum = (of: (part: Omit<Came, 'parts'>) => number) => sumPence(parts.map(of));
  return {
    ordered: sum(({ ordered }) => ordered),
    quantity: sum(({ quantity }) => quantity),
    awardedPence: sum(({ awardedPence }) => awardedPence),
    invoicedPence: sum(({ invoicedPence }) => invoicedPence),
    agreedPence: sum(({ agreedPence }) => agreedPence),
    billed: parts.every(({ billed }) => billed),
    parts,
  };
}

/**
 * A credit note first takes back units that were billed and never came; what it credits beyond
 * these was sent back. Units without a bill are priced as their invoice would be: by the difference
 * of two rounded amounts, so that all bills of a line come to its price.
 */
function cameOfPart(
  { quantity: ordered, paysPence }: AwardedShare,
  { short, invoiced, invoicedPence, credited, creditedPence }: Omit<Delivered, keyof Place>,
  ended: boolean,
): Omit<Came, 'parts'> {
  const overbilled = Math.max(0, invoiced - (ordered - short));
  const returned = Math.max(0, credited - overbilled);
  const billed = invoiced - credited;
  const coming = Math.max(0, ordered - short - returned);
  const quantity = ended ? Math.max(0, Math.min(coming, billed)) : coming;
  const agreed = (units: number) =>
    ordered === 0 ? 0 : ratioPence(paysPence, Math.max(0, units), ordered);
  const unbilled = agreed(quantity) - agreed(billed);
  return {
    ordered,
    quantity,
    awardedPence: paysPence,
    invoicedPence: sumPence([invoicedPence, -creditedPence, unbilled]),
    agreedPence: agreed(quantity),
    billed: quantity === billed,
  };
}

type Place = Pick<Delivered, 'lotId' | 'supplierId' | 'schoolUrn'>;

const nothing = { short: 0, invoiced: 0, invoicedPence: 0, credited: 0, creditedPence: 0 };

function keyOf({ lotId, supplierId, schoolUrn }: Place): string {
  return `${lotId} ${supplierId} ${schoolUrn}`;
}
