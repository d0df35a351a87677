import { ratioPence } from './pence.js';

/**
 * VAT in pence on a net amount in pence; the rate in basis points (20 % = 2000).
 *
 * Rule: to the nearest penny, an exact half penny up. HMRC's VAT Notice 700, paragraph 17.5, lets
 * an invoice trader work out each line to the nearest 1p; it names no rule for the exact half, so
 * "half up" (as for retailers in 17.6) is ours. The notice's other choice, rounding a whole
 * invoice's VAT down, is not used. Apply it once per invoice line and add the lines up; a credit
 * (negative net) mirrors its charge. Throws RangeError for a rate that is not whole and 0 or more.
 */
export function vatPence(netPence: number, rateBasisPoints: number): number {
  return ratioPence(netPence, rateBasisPoints, 10_000);
}
