import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { formatWhole, sumPence, timesPence, vatPence } from '#libs/money';
import type { LockedDemand, LockedLot, Lot, Release, RoundEvent } from '#messages/rounds';
import { extended } from './deadlines.js';
import { worstCasePence } from './demand.js';
import type { Round } from './round-state.js';

/** What becomes of a round whose commitment closes: extended once, locked, or not viable. */
export function lockRound(round: Round): RoundEvent[] {
  const { roundId, consortiumId, fundId, minimumRule, closesAt } = round.terms;
  const lots = round.terms.lots.map((lot) => withDemand(lot, round));
  const short = lots.filter(({ quantity, minimumQuantity }) => quantity < minimumQuantity);
  const mayExtend = minimumRule === 'extend-once' && !round.extended;
  if (mayExtend && short.some(({ quantity }) => quantity > 0)) {
    const data = { roundId, consortiumId, closesAt: extended(closesAt) };
    return [{ type: 'CommitmentExtended', data }];
  }
  const dropped = short.map(({ lotId, quantity, minimumQuantity }): RoundEvent => {
    const data = { roundId, consortiumId, lotId, quantity, minimumQuantity };
    return { type: 'LotDropped', data };
  });
  const kept = lots.filter((lot) => lot.quantity > 0 && !short.includes(lot));
  const released = releases(round, kept);
  if (kept.length === 0) {
    const data = { roundId, consortiumId, fundId, reason: whyNot(short), released };
    return [...dropped, { type: 'RoundNotViable', data }];
  }
  return [...dropped, locked(round, kept, released)];
}

/** For every school that the fund holds or may hold money for: what stays over these lots. */
export function releases(round: Round, kept: readonly Lot[]): Release[] {
  return inOrderOfUrn(round).flatMap(([schoolUrn, { partyId, committed, reserving }]) => {
    if (!committed && reserving.length === 0) return [];
    const amountPence = committed
      ? worstCasePence(kept, committed.lines, committed.vatRecovered)
      : 0;
    return [{ schoolUrn, partyId, amountPence }];
  });
}

/** SHA-256, in hex, of the canonical JSON (RFC 8785) of who wants how much of which lot. */
export function demandHashOf(roundId: string, lots: readonly LockedLot[]): string {
  const demand = lots.map(({ lotId, demand: wanted }) => ({ lotId, demand: wanted }));
  const text = canonicalize({ roundId, lots: demand });
  return createHash('sha256').update(String(text), 'utf8').digest('hex');
}

function locked(round: Round, lots: LockedLot[], released: Release[]): RoundEvent {
  const demandHash = demandHashOf(round.terms.roundId, lots);
  const estimatedValuePence = sumPence(
    lots.map(({ ceilingPence, mostQuantity, vatRateBasisPoints }) => {
      const net = timesPence(ceilingPence, mostQuantity);
      return net + vatPence(net, vatRateBasisPoints);
    }),
  );
  const data = { ...round.terms, lots, demandHash, estimatedValuePence, released };
  return { type: 'RoundLocked', data };
}

function withDemand(lot: Lot, round: Round): LockedLot {
  const demand = inOrderOfUrn(round).flatMap(([schoolUrn, { committed }]): LockedDemand[] => {
    const line = committed?.lines.find(({ lotId }) => lotId === lot.lotId);
    if (!committed || !line) return [];
    const { lotId: _, min: __, desired: quantity, ...rest } = line;
    const { partyId, vatRecovered } = committed;
    return [{ schoolUrn, partyId, quantity, ...rest, vatRecovered }];
  });
  const quantity = demand.reduce((sum, one) => sum + one.quantity, 0);
  const mostQuantity = demand.reduce((sum, one) => sum + one.max, 0);
  return { ...lot, quantity, mostQuantity, demand };
}

function inOrderOfUrn({ schools }: Round) {
  return Object.entries(schools).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function whyNot(short: readonly LockedLot[]): string {
  if (short.every(({ quantity }) => quantity === 0)) {
    return 'No school had committed to anything when commitment closed.';
  }
  const figures = short.map(
    ({ item, quantity, minimumQuantity }) =>
      `${item} ${formatWhole(quantity)} of at least ${formatWhole(minimumQuantity)}`,
  );
  return `Too little was wanted: ${figures.join(', ')}.`;
}
