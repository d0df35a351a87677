import { sumPence } from '#libs/money';
import type { OneBuyerLot, ShareRow } from '#messages/savings';
import { bestAlonePence } from './alone-price.js';
import { wholeLots, type ShareInputs, type WholeLot } from './share-inputs.js';

/** Did several schools of a party buy? Else there is nothing to compare it with. */
export function hasSeveralSchools(rows: readonly ShareRow[], partyId: string): boolean {
  const own = rows.filter((row) => row.partyId === partyId);
  return new Set(own.map(({ urn }) => urn)).size > 1;
}

/**
 * A party with several schools in a round, as the one buyer that it could have been; nothing for a
 * party with one. Pure: from the rows that are shown beside it, and the quotes.
 */
export function asOneBuyer(
  rows: readonly ShareRow[],
  inputs: ShareInputs,
  partyId: string,
): OneBuyerLot[] {
  if (!hasSeveralSchools(rows, partyId)) return [];
  return wholeLots(inputs).flatMap((lot) => {
    const own = rows.filter((row) => row.partyId === partyId && row.lotId === lot.lotId);
    return own.length === 0 ? [] : [lotOf(lot, own, inputs.spareUnits ?? true)];
  });
}

function lotOf(
  { lotId, item, lines }: WholeLot,
  rows: readonly ShareRow[],
  spareUnits: boolean,
): OneBuyerLot {
  const quantity = sumPence(rows.map((row) => row.quantity));
  const apartPence = sumPence(rows.map((row) => row.paysPence + row.aggregationPence));
  return {
    lotId,
    item,
    schools: rows.length,
    quantity,
    baselinePence: sumPence(rows.map(({ baselinePence }) => baselinePence)),
    paysPence: sumPence(rows.map(({ paysPence }) => paysPence)),
    apartPence,
    togetherPence: Math.min(apartPence, bestAlonePence(lines, quantity, spareUnits)),
  };
}
