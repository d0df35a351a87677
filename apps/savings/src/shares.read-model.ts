import type { ReadModel, Rows } from '#libs/event-sourcing';
import type { StoredEvent } from '#libs/event-store';
import type { MembershipEvent } from '#messages/membership';
import type { OrderEvent } from '#messages/orders';
import type { SubmissionsEvent } from '#messages/quotes';
import type { RoundEvent } from '#messages/rounds';
import type { RestatedShares, SavingsEvent } from '#messages/savings';
import type { TenderEvent } from '#messages/tenders';
import {
  CorrectedBaselineRow,
  DeliveryRow,
  MemberPartyRow,
  OpenedQuoteRow,
  PartyRow,
  RestatementRow,
  RoundRow,
  RunningCostRow,
  SourceRow,
} from './share-rows.read-model.js';

export * from './share-rows.read-model.js';

type Followed =
  RoundEvent | TenderEvent | SubmissionsEvent | OrderEvent | SavingsEvent | MembershipEvent;

export const everySchool = '';

/** Keeps the inputs of every share, and where each came from. */
export const roundShares: ReadModel<Followed> = {
  name: 'shares',
  version: 3,
  rows: [
    RoundRow,
    RestatementRow,
    OpenedQuoteRow,
    DeliveryRow,
    CorrectedBaselineRow,
    RunningCostRow,
    PartyRow,
    MemberPartyRow,
    SourceRow,
  ],
  on: {
    PartyRegistered: (rows, { partyId, legalForm }) => rows.put(PartyRow, { partyId, legalForm }),

    ConsortiumFormed: (rows, { consortiumId, leadPartyId: partyId }) =>
      rows.put(MemberPartyRow, { consortiumId, partyId }),

    MemberJoined: (rows, { consortiumId, partyId }) =>
      rows.put(MemberPartyRow, { consortiumId, partyId }),

    DemandCommitted: (rows, { roundId, schoolUrn }, event) =>
      cite(rows, event, roundId, 'Demand committed, with its evidence', { schoolUrn }),

    RoundLocked: (rows, { roundId, consortiumId, title, lots, spareUnits = true }, event) => {
      const inputs = { roundId, consortiumId, title, lots, spareUnits, ended: false };
      rows.put(RoundRow, { ...inputs, award: null, awardedAt: null, settled: null });
      cite(rows, event, roundId, 'Demand of all schools locked');
    },

    RoundCancelled: (rows, { roundId }) => rows.patch(RoundRow, roundId, { ended: true }),
    RoundClosed: (rows, { roundId }) => rows.patch(RoundRow, roundId, { ended: true }),

    QuoteRevealed: (rows, { tenderId, quoteId, supplierId, supplierName, lines }, event) => {
      rows.put(OpenedQuoteRow, { tenderId, quoteId, lines });
      const label = `Quote of ${supplierName} opened`;
      cite(rows, event, tenderId, label, { quoteId, supplierId });
    },

    TenderAwarded: (rows, data, event) => {
      rows.patch(RoundRow, data.roundId, { award: data, awardedAt: event.meta.at });
      cite(rows, event, data.roundId, 'Award approved');
    },

    OrderPlaced: (rows, { roundId, supplierId, supplierName }, event) =>
      cite(rows, event, roundId, `Order placed with ${supplierName}`, { supplierId }),

    GoodsReceived: (rows, { orderId, roundId, schoolUrn }, event) => {
      const supplierId = orderId.slice(orderId.indexOf('.') + 1);
      cite(rows, event, roundId, 'Goods received', { schoolUrn, supplierId });
    },

    InvoiceMatched: (rows, { roundId, invoiceNumber, supplierId, schools, lines }, event) => {
      for (const { quantity: invoiced, netPence: invoicedPence, ...line } of lines) {
        deliver(rows, { ...line, roundId, supplierId }, { invoiced, invoicedPence });
      }
      for (const { schoolUrn } of schools) {
        const label = `Invoice ${invoiceNumber} matched`;
        cite(rows, event, roundId, label, { schoolUrn, supplierId });
      }
    },

    ShortageDeclared: (rows, { roundId, supplierId, schoolUrn, lotId, quantity }, event) => {
      deliver(rows, { roundId, lotId, supplierId, schoolUrn }, { short: quantity });
      cite(rows, event, roundId, `${quantity} units declared short`, { schoolUrn, supplierId });
    },

    CreditNoteMatched: (rows, { roundId, creditNoteNumber, supplierId, lines }, event) => {
      for (const { quantity: credited, netPence: creditedPence, ...line } of lines) {
        deliver(rows, { ...line, roundId, supplierId }, { credited, creditedPence });
        const label = `Credit note ${creditNoteNumber} matched`;
        cite(rows, event, roundId, label, { schoolUrn: line.schoolUrn, supplierId });
      }
    },

    BaselineCorrected: (rows, data, event) => {
      const { roundId, schoolUrn, lotId, lastPricePence, evidenceGrade } = data;
      const { evidenceReference, evidenceHash, evidenceDay } = data;
      const baseline = {
        lastPricePence,
        evidenceGrade,
        ...(evidenceReference !== undefined && { evidenceReference }),
        ...(evidenceHash !== undefined && { evidenceHash }),
        ...(evidenceDay !== undefined && { evidenceDay }),
      };
      rows.put(CorrectedBaselineRow, { roundId, schoolUrn, lotId, baseline });
      cite(rows, event, roundId, `Last price of ${data.item} corrected`, { schoolUrn });
    },

    RunningCostRecorded: (rows, data, event) => {
      const { roundId, consortiumId: _, recordedBy: __, ...cost } = data;
      rows.put(RunningCostRow, { roundId, costId: cost.costId, cost });
      cite(rows, event, roundId, 'Cost of running the round recorded');
    },

    SharesSettled: (rows, data, event) => {
      rows.patch(RoundRow, data.roundId, { settled: data });
      cite(rows, event, data.roundId, 'Shares settled');
    },

    SharesRestated: (rows, data, event) => {
      restate(rows, data, event);
      cite(rows, event, data.roundId, 'Shares restated');
    },
  },
};

function restate(rows: Rows, data: RestatedShares, event: StoredEvent): void {
  const { reason, cause, differences, transferChanges, ...settled } = data;
  const { stream, revision, meta } = event;
  const source = { label: 'Shares restated', stream, revision };
  const restatement = { reason, cause, differences, transferChanges, at: meta.at, source };
  rows.put(RestatementRow, { roundId: data.roundId, revision, restatement });
  rows.patch(RoundRow, data.roundId, { settled });
}

type Place = Pick<DeliveryRow, 'roundId' | 'lotId' | 'supplierId' | 'schoolUrn'>;
type Units = Omit<DeliveryRow, keyof Place>;

const nothing: Units = { short: 0, invoiced: 0, invoicedPence: 0, credited: 0, creditedPence: 0 };

function deliver(
  rows: Rows,
  { roundId, lotId, supplierId, schoolUrn }: Place,
  more: Partial<Units>,
): void {
  const key = { roundId, lotId, supplierId, schoolUrn };
  rows.change(DeliveryRow, key, (before) => {
    const row = before ?? { ...key, ...nothing };
    return {
      ...key,
      short: row.short + (more.short ?? 0),
      invoiced: row.invoiced + (more.invoiced ?? 0),
      invoicedPence: row.invoicedPence + (more.invoicedPence ?? 0),
      credited: row.credited + (more.credited ?? 0),
      creditedPence: row.creditedPence + (more.creditedPence ?? 0),
    };
  });
}

type Narrower = { schoolUrn?: string; quoteId?: string; supplierId?: string };

function cite(
  rows: Rows,
  { stream, revision }: StoredEvent,
  about: string,
  label: string,
  { schoolUrn = everySchool, quoteId, supplierId }: Narrower = {},
): void {
  const narrower = { quoteId: quoteId ?? null, supplierId: supplierId ?? null };
  rows.put(SourceRow, { stream, revision, schoolUrn, about, label, ...narrower });
}
