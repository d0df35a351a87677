import { aloneTogetherPence, savingRow } from '#libs/allocation';
import { sumPence } from '#libs/money';
import type { OneBuyerLot } from '#messages/savings';
import type { AwardedLot } from '#messages/tenders';
import { schoolDemand, validSchedules, type ShareInputs } from './compute-shares.js';

/**
 * A party with several schools in a round, as the one buyer that it could have been; nothing for a
 * party with one. Pure: from the same inputs as the shares.
 */
export function asOneBuyer(inputs: ShareInputs, partyId: string): OneBuyerLot[] {
  const shares = inputs.award.lots.flatMap((lot) => lot.shares);
  const schools = shares.filter((share) => share.partyId === partyId);
  if (new Set(schools.map(({ schoolUrn }) => schoolUrn)).size < 2) return [];
  return inputs.award.lots
    .filter((lot) => lot.shares.some((share) => share.partyId === partyId))
    .map((lot) => lotOf(inputs, lot, partyId));
}

function lotOf({ lots, quotes }: ShareInputs, lot: AwardedLot, partyId: string): OneBuyerLot {
  const wanted = lots.find(({ lotId }) => lotId === lot.lotId)?.demand ?? [];
  const own = lot.shares.filter((share) => share.partyId === partyId);
  const schedules = validSchedules(lot, quotes);
  const demands = own.map((share) =>
    schoolDemand(
      share,
      wanted.find(({ schoolUrn }) => schoolUrn === share.schoolUrn),
    ),
  );
  const rows = own.map(({ paysPence }, i) => savingRow(demands[i]!, paysPence, schedules));
  return {
    lotId: lot.lotId,
    item: lot.item,
    schools: own.length,
    quantity: sumPence(own.map(({ quantity }) => quantity)),
    baselinePence: sumPence(rows.map(({ baselinePence }) => baselinePence)),
    paysPence: sumPence(rows.map(({ paysPence }) => paysPence)),
    apartPence: sumPence(rows.map((row) => row.paysPence + row.aggregationPence)),
    togetherPence: aloneTogetherPence(demands, schedules),
  };
}
