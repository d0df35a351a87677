import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, Refused, type AnyDecider } from '#libs/decider';
import type { FundEvent, JournalEntry } from '#messages/ledger';
import type { Meta } from '#messages/messages';
import { fund } from './fund.decider.js';
import { availablePence, cashHeldPence, type Fund } from './fund-state.js';

const any = fund as unknown as AnyDecider;
const meta: Meta = {
  commandId: 'c',
  actor: { id: 'p', kind: 'person', grants: [] },
  at: '2026-06-01T09:00:00.000Z',
  correlationId: 'c',
};
const roundId = 'round';
const parties = ['a', 'b', 'c'];
const schoolOf = (partyId: string, n: number) => `${partyId}${n}`;

const party = fc.constantFrom(...parties);
const school = fc.nat(1);
const amount = fc.integer({ min: 0, max: 20_000 });

/** Anything that people and processes may ask of a fund, sensible or not. */
const command = fc.oneof(
  fc.record({ name: fc.constant('ApproveBudget'), partyId: party, amountPence: amount }),
  fc
    .record({ partyId: party, n: school, amountPence: amount })
    .map(({ partyId, n, amountPence }) => {
      const schoolUrn = schoolOf(partyId, n);
      const reservationId = `${roundId}.${schoolUrn}`;
      return { name: 'ReserveFunds', partyId, schoolUrn, reservationId, roundId, amountPence };
    }),
  fc.record({ partyId: party, n: school, amountPence: amount }).map((one) => ({
    name: 'ReduceReservation',
    reservationId: `${roundId}.${schoolOf(one.partyId, one.n)}`,
    amountPence: one.amountPence,
  })),
  fc
    .record({
      partyId: party,
      n: school,
      netPence: fc.integer({ min: 1, max: 20_000 }),
      id: fc.nat(9),
    })
    .map(({ partyId, n, netPence, id }) => ({
      name: 'PostInvoice',
      invoiceId: `i${id}`,
      invoiceNumber: `i${id}`,
      roundId,
      partyId,
      supplierId: 's',
      supplierName: 's',
      netPence,
      vatPence: Math.floor(netPence / 5),
      grossPence: netPence + Math.floor(netPence / 5),
      dueDay: '2026-07-01',
      schools: [{ schoolUrn: schoolOf(partyId, n), costPence: netPence }],
    })),
  fc.record({
    name: fc.constant('RecordContribution'),
    partyId: party,
    amountPence: amount,
    bankReference: fc.nat(50).map(String),
    receivedDay: fc.constant('2026-06-20'),
  }),
  fc.record({
    name: fc.constant('PaySupplier'),
    invoiceId: fc.nat(9).map((id) => `i${id}`),
    bankReference: fc.constant('p'),
    paidDay: fc.constant('2026-06-21'),
  }),
);

describe('Whatever is asked of a fund', () => {
  it('keeps every entry balanced, the whole at zero, and nothing overspent', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const opening: FundEvent = {
          type: 'FundOpened',
          data: { fundId: 'f', consortiumId: 'c', name: 'f', holderPartyId: 'a', openedBy: 'p' },
        };
        let state = fold(any, any.initialState, [opening]);
        const events: FundEvent[] = [];
        for (const { name, ...body } of commands) {
          const made = ask(name, { fundId: 'f', consortiumId: 'c', ...body }, state);
          state = fold(any, state, made);
          events.push(...made);
          expectSound(state as Fund);
        }
        expectBalanced(events);
      }),
      { numRuns: 300 },
    );
  });
});

function ask(name: string, body: object, state: unknown): FundEvent[] {
  try {
    return any.decide[name]?.(
      state as never,
      { ...body, meta } as never,
      undefined as never,
    ) as never;
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}

function expectSound(state: Fund): void {
  for (const [partyId, account] of Object.entries(state.parties)) {
    expect(availablePence(account)).toBeGreaterThanOrEqual(0);
    expect(cashHeldPence(account)).toBeGreaterThanOrEqual(0);
    const held = Object.values(state.reservations).filter((one) => one.partyId === partyId);
    expect(held.every(({ amountPence }) => amountPence >= 0)).toBe(true);
    expect(held.reduce((sum, { amountPence }) => sum + amountPence, 0)).toBe(account.reserved);
  }
}

function expectBalanced(events: readonly FundEvent[]): void {
  const balances = new Map<string, number>();
  for (const { data } of events) {
    const { entry } = data as { entry?: JournalEntry };
    if (!entry) continue;
    let sum = 0;
    for (const { account, debitPence, creditPence } of entry.legs) {
      sum += debitPence - creditPence;
      balances.set(account, (balances.get(account) ?? 0) + debitPence - creditPence);
    }
    expect(sum).toBe(0);
  }
  expect([...balances.values()].reduce((sum, balance) => sum + balance, 0)).toBe(0);
  expect(balances.get('Assets:Bank') ?? 0).toBeGreaterThanOrEqual(0);
  const owed = [...balances].filter(([account]) => account.startsWith('Liabilities:'));
  expect(owed.filter(([, balance]) => balance > 0)).toEqual([]);
}
