import { sumPence } from '#libs/money';
import type { Process } from '#libs/event-sourcing';
import { ask } from '#messages/messages';
import { contractIdOf, IssueContract, type AwardedLot, type TenderEvent } from '#messages/tenders';

/** One contract for each contracting party and supplier of an award. */
export const issueContractsOnAward: Process<TenderEvent> = {
  name: 'issue-contracts-on-award',
  on: {
    TenderAwarded: ({ tenderId, roundId, consortiumId, lots }) =>
      pairsIn(lots).map(({ partyId, supplierId, supplierName }) => {
        const lines = linesOf(lots, partyId, supplierId);
        return ask(IssueContract, {
          contractId: contractIdOf(tenderId, partyId, supplierId),
          tenderId,
          roundId,
          consortiumId,
          partyId,
          supplierId,
          supplierName,
          lines,
          netPence: sumPence(lines.map(({ paysPence }) => paysPence)),
        });
      }),
  },
};

function pairsIn(lots: readonly AwardedLot[]) {
  const pairs = lots.flatMap(({ supplierId, supplierName, shares }) =>
    shares.map(({ partyId }) => ({ partyId, supplierId, supplierName })),
  );
  const byId = new Map(pairs.map((pair) => [`${pair.partyId}.${pair.supplierId}`, pair]));
  return [...byId.values()];
}

function linesOf(lots: readonly AwardedLot[], partyId: string, supplierId: string) {
  return lots
    .filter((lot) => lot.supplierId === supplierId)
    .flatMap(({ lotId, item, shares }) =>
      shares
        .filter((share) => share.partyId === partyId)
        .map(({ schoolUrn, quantity, paysPence }) => ({
          lotId,
          item,
          schoolUrn,
          quantity,
          paysPence,
        })),
    );
}
