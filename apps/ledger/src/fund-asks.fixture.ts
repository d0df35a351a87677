import fc from 'fast-check';
import { sumPence } from '#libs/money';

/** The contracting parties, each with two schools. */
export const parties = ['a', 'b', 'c'];
const schoolOf = (partyId: string, n: number) => `${partyId}${n}`;

const party = fc.constantFrom(...parties);
const school = fc.nat(1);
const amount = fc.integer({ min: 0, max: 20_000 });
const held = fc.integer({ min: 0, max: 3000 });
/** Quarters of what is due: some ask for more than there is. */
const quarters = fc.constantFrom(0, 1, 2, 3, 4, 4, 4, 5);

/** Two rounds of the fund. */
export const rounds = [
  '0190a000-0000-7000-8000-000000000001',
  '0190a000-0000-7000-8000-000000000002',
] as const;
const round = fc.constantFrom(rounds[0], ...rounds);
const supplier = fc.constantFrom('s1', 's1', 's1', 's2');
const paper = fc.nat(5);

const isSame = (a: { partyId: string; n: number }, b: typeof a) =>
  a.partyId === b.partyId && a.n === b.n;

/** Signed amounts of two schools or more that add up to nothing; now and then a party's own. */
const transfers = fc
  .array(
    fc.record({
      partyId: party,
      n: fc.nat(2),
      amountPence: fc.integer({ min: -900, max: 900 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .chain((some) =>
    fc
      .record({ partyId: party, n: fc.nat(2) })
      .map((last) => [
        ...some,
        { ...last, amountPence: -some.reduce((sum, one) => sum + one.amountPence, 0) },
      ]),
  )
  .map((all) =>
    all
      .filter((one, i) => i === all.findIndex((other) => isSame(one, other)))
      .map(({ partyId, n }) => {
        const own = n < 2 ? { schoolUrn: schoolOf(partyId, n) } : {};
        const amounts = all.filter((one) => isSame(one, { partyId, n }));
        return { ...own, partyId, amountPence: sumPence(amounts.map((one) => one.amountPence)) };
      })
      .filter(({ amountPence }) => amountPence !== 0),
  )
  .filter((all) => all.length > 1);

const bill = fc
  .record({
    name: fc.constantFrom('PostInvoice', 'PostInvoice', 'PostCreditNote'),
    partyId: party,
    n: school,
    roundId: round,
    supplierId: supplier,
    netPence: fc.integer({ min: 0, max: 2000 }),
    id: paper,
  })
  .map(({ name, partyId, n, roundId, supplierId, netPence, id }) => ({
    name,
    invoiceId: `i${id}`,
    invoiceNumber: `i${id}`,
    dueDay: '2026-07-01',
    creditNoteId: `c${id}`,
    creditNoteNumber: `c${id}`,
    roundId,
    partyId,
    supplierId,
    supplierName: supplierId,
    netPence,
    vatPence: Math.floor(netPence / 5),
    grossPence: netPence + Math.floor(netPence / 5),
    schools: [{ schoolUrn: schoolOf(partyId, n), costPence: netPence }],
  }));

const bankReference = fc.nat(80).map(String);
/** Few, so that some are used twice. */
const lineOut = fc.nat(12).map((n) => `out ${n}`);

const contribution = fc.record({
  name: fc.constant('RecordContribution'),
  partyId: party,
  quarters,
  bankReference,
  receivedDay: fc.constant('2026-05-20'),
});

const payment = fc.record({
  name: fc.constant('PaySupplier'),
  invoiceId: paper.map((id) => `i${id}`),
  bankReference: lineOut,
  paidDay: fc.constant('2026-05-23'),
});

/** What finance may ask to pay back, some of it twice. */
export const memberRefund = fc.record({
  name: fc.constant('RefundMember'),
  refundId: fc.nat(12).map(String),
  partyId: party,
  quarters,
  bankReference: lineOut,
  paidDay: fc.constant('2026-05-23'),
});

/** Anything that people and processes may ask of a fund, sensible or not. */
export const command = fc.oneof(
  fc.record({ name: fc.constant('ApproveBudget'), partyId: party, amountPence: amount }),
  fc
    .record({ partyId: party, n: school, roundId: round, amountPence: held })
    .map(({ partyId, n, roundId, amountPence }) => {
      const schoolUrn = schoolOf(partyId, n);
      const reservationId = `${roundId}.${schoolUrn}`;
      return { name: 'ReserveFunds', partyId, schoolUrn, reservationId, roundId, amountPence };
    }),
  fc.record({ partyId: party, n: school, roundId: round, amountPence: held }).map((one) => ({
    name: 'ReduceReservation',
    reservationId: `${one.roundId}.${schoolOf(one.partyId, one.n)}`,
    amountPence: one.amountPence,
  })),
  bill,
  bill,
  fc.record({
    name: fc.constant('PostTransfers'),
    roundId: round,
    transferId: fc.nat(99).map(String),
    asOf: fc.nat(20),
    reason: fc.constant('settled'),
    transfers,
  }),
  contribution,
  contribution,
  payment,
  payment,
  fc.record({
    name: fc.constant('RecordSupplierRefund'),
    creditNoteId: paper.map((id) => `c${id}`),
    quarters,
    bankReference,
    receivedDay: fc.constant('2026-05-22'),
  }),
  memberRefund,
);
