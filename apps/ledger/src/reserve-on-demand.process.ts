import type { Process } from '#libs/event-sourcing';
import { sumPence, vatPence } from '#libs/money';
import { ReduceReservation, ReserveFunds } from '#messages/ledger';
import { ask, type Ask } from '#messages/messages';
import { reservationOf, type Release, type RoundEvent } from '#messages/rounds';
import type { AwardedLot, TenderEvent } from '#messages/tenders';

/**
 * Holds money for demand, and gives back what is no longer needed. One process for both, so that
 * a release never overtakes the reservation before it. What is still held when a round closes goes
 * to its transfers first: `transfer-on-settlement` gives back the rest.
 */
export const reserveOnDemand: Process<RoundEvent | TenderEvent> = {
  name: 'reserve-on-demand',
  on: {
    DemandRequested: (data) => (data.waitsForApproval ? [] : [reserve(data)]),
    DemandApproved: (data) => [reserve(data)],
    DemandCommitted: ({ requestId, worstCasePence, ...data }) => [
      reduce(data, data.schoolUrn, worstCasePence, requestId),
    ],
    DemandWithdrawn: (data) => [reduce(data, data.schoolUrn, 0)],
    RoundLocked: (data) => release(data, data.released),
    RoundNotViable: (data) => release(data, data.released),
    RoundCancelled: (data) => release(data, data.released),
    TenderAwarded: (data) => [
      ...[...costBySchool(data.lots)].map(([schoolUrn, cost]) => reduce(data, schoolUrn, cost)),
      ...data.withoutAward.map(({ schoolUrn }) => reduce(data, schoolUrn, 0)),
    ],
  },
};

type Request = Extract<RoundEvent, { type: 'DemandApproved' }>['data'];
type Where = { readonly fundId: string; readonly roundId: string };

function reserve(request: Omit<Request, 'approvedBy'>): Ask<ReserveFunds> {
  const { fundId, roundId, schoolUrn, partyId, requestId, worstCasePence } = request;
  return ask(ReserveFunds, {
    fundId,
    reservationId: reservationOf(roundId, schoolUrn),
    partyId,
    schoolUrn,
    roundId,
    requestId,
    amountPence: worstCasePence,
  });
}

function reduce(
  { fundId, roundId }: Where,
  schoolUrn: string,
  amountPence: number,
  requestId?: string,
): Ask {
  const reservationId = reservationOf(roundId, schoolUrn);
  const onlyIf = requestId === undefined ? {} : { requestId };
  return ask(ReduceReservation, { fundId, reservationId, amountPence, ...onlyIf });
}

function release(where: Where, released: readonly Release[]): Ask[] {
  return released.map(({ schoolUrn, amountPence }) => reduce(where, schoolUrn, amountPence));
}

/** An invoice may round the VAT of a line otherwise than we do here. */
const roundingPence = 1;

/**
 * What each school's budget still has to give: net, VAT where it is a cost, and what it will pay
 * into the others' shares.
 */
function costBySchool(lots: readonly AwardedLot[]): Map<string, number> {
  const costs = new Map<string, number>();
  const transfers = new Map<string, number>();
  for (const { shares, vatRateBasisPoints } of lots) {
    for (const { schoolUrn, paysPence, sharePence = paysPence, vatRecovered } of shares) {
      const vat = vatRecovered ? 0 : vatPence(paysPence, vatRateBasisPoints) + roundingPence;
      costs.set(schoolUrn, sumPence([costs.get(schoolUrn) ?? 0, paysPence, vat]));
      transfers.set(schoolUrn, (transfers.get(schoolUrn) ?? 0) + sharePence - paysPence);
    }
  }
  for (const [schoolUrn, transfer] of transfers) {
    const cost = costs.get(schoolUrn) ?? 0;
    costs.set(schoolUrn, sumPence([cost, Math.max(0, transfer)]));
  }
  return costs;
}
