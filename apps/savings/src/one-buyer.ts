import { sumPence } from '#libs/money';
import type { OneBuyerLot } from '#messages/savings';
import { bestAlonePence } from './alone-price.js';
import { computeShares } from './compute-shares.js';
import { wholeLots, type ShareInputs, type WholeLot } from './share-inputs.js';

/**
 * A party with several schools in a round, as the one buyer that it could have been; nothing for a
 * party with one. Pure: from the same inputs as the shares.
 */
export function asOneBuyer(inputs: ShareInputs, partyId: string): OneBuyerLot[] {
  const rows = computeShares(inputs).rows.filter((row) => row.partyId === partyId);
  if (new Set(rows.map(({ urn }) => urn)).size < 2) return [];
  return wholeLots(inputs).flatMap((lot) => {
    const own = rows.filter(({ lotId }) => lotId === lot.lotId);
    return own.length === 0 ? [] : [lotOf(lot, own, inputs.spareUnits ?? true)];
  });
}

type Rows = ReturnType<typeof computeShares>['rows'];

function lotOf({ lotId, item, lines }: WholeLot, rows: Rows, spareUnits: boolean): OneBuyerLot {
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
