import type { ReadModel, Rows } from '#libs/event-sourcing';
import type { StoredEvent } from '#libs/event-store';
import type { MembershipEvent } from '#messages/membership';
import type { OrderEvent } from '#messages/orders';
import type { SubmissionsEvent } from '#messages/quotes';
import type { RoundEvent } from '#messages/rounds';
import type { ChangeCause, RecordedCost, RestatedShares, SavingsEvent } from '#messages/savings';
import type { TenderEvent } from '#messages/tenders';
import { changeWords } from './change-words.js';
import {
  ChangeRow,
  CorrectedBaselineRow,
  DeliveryRow,
  MemberPartyRow,
  OpenedQuoteRow,
  PartyRow,
  RestatementRow,
  RoundRow,
  RunningCostRow,
  SourceRow,
  WaitingCostRow,
} from './share-rows.read-model.js';

export * from './share-rows.read-model.js';

type Followed =
  RoundEvent | TenderEvent | SubmissionsEvent | OrderEvent | SavingsEvent | MembershipEvent;

export const everySchool = '';

/** Keeps the inputs of every share, and where each came from. */
export const roundShares: ReadModel<Followed> = {
  name: 'shares',
  version: 4,
  rows: [
    RoundRow,
    RestatementRow,
    OpenedQuoteRow,
    DeliveryRow,
    CorrectedBaselineRow,
    RunningCostRow,
    WaitingCostRow,
    ChangeRow,
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
      const later = { award: null, awardedAt: null, closedPosition: null, settled: null };
      rows.put(RoundRow, { ...inputs, ...later });
      cite(rows, event, roundId, 'Demand of all schools locked');
    },

    RoundCancelled: (rows, { roundId }) => rows.patch(RoundRow, roundId, { ended: true }),
    RoundClosed: (rows, { roundId }, { position }) =>
      rows.patch(RoundRow, roundId, { ended: true, closedPosition: Number(position) }),

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

    ShortageDeclared: (rows, data, event) => {
      const { roundId, supplierId, schoolUrn, lotId, quantity } = data;
      change(rows, event, roundId, changeWords.ShortageDeclared(data));
      deliver(rows, { roundId, lotId, supplierId, schoolUrn }, { short: quantity });
      cite(rows, event, roundId, `${quantity} units declared short`, { schoolUrn, supplierId });
    },

    CreditNoteMatched: (rows, data, event) => {
      const { roundId, creditNoteNumber, supplierId, lines } = data;
      change(rows, event, roundId, changeWords.CreditNoteMatched(data));
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
      change(rows, event, roundId, changeWords.BaselineCorrected(data));
      rows.put(CorrectedBaselineRow, { roundId, schoolUrn, lotId, baseline });
      cite(rows, event, roundId, `Last price of ${data.item} corrected`, { schoolUrn });
    },

    RunningCostRecorded: (rows, data, event) => {
      const { roundId, consortiumId: _, awaitsConfirmation, ...cost } = data;
      const { costId } = cost;
      cite(rows, event, roundId, 'Cost of running the round recorded');
      if (awaitsConfirmation) return rows.put(WaitingCostRow, { roundId, costId, cost });
      count(rows, roundId, cost);
      change(rows, event, roundId, changeWords.RunningCostRecorded(data));
    },

    RunningCostConfirmed: (rows, data, event) => {
      const { roundId, consortiumId: _, confirmedBy: __, ...cost } = data;
      count(rows, roundId, cost);
      change(rows, event, roundId, changeWords.RunningCostConfirmed(data));
      cite(rows, event, roundId, 'Cost of running the round confirmed');
    },

    SharesSettled: (rows, data, event) => {
      const { causes = [], ...settled } = data;
      rows.patch(RoundRow, data.roundId, { settled });
      tell(rows, data.roundId, causes);
      cite(rows, event, data.roundId, 'Shares settled');
    },

    SharesRestated: (rows, data, event) => {
      restate(rows, data, event);
      cite(rows, event, data.roundId, 'Shares restated');
    },
  },
};

function restate(rows: Rows, data: RestatedShares, event: StoredEvent): void {
  const { reason, cause, causes, differences, transferChanges, ...settled } = data;
  const { stream, revision, meta } = event;
  const source = { label: 'Shares restated', stream, revision };
  const told = { reason, cause, ...(causes && { causes }), at: meta.at, source };
  const restatement = { ...told, differences, transferChanges };
  rows.put(RestatementRow, { roundId: data.roundId, revision, restatement });
  rows.patch(RoundRow, data.roundId, { settled });
  tell(rows, data.roundId, [cause, ...(causes ?? [])]);
}

/** What was recorded takes the place of what counted and of what waited. */
function count(rows: Rows, roundId: string, { recordedBy: _, ...cost }: RecordedCost): void {
  const { costId } = cost;
  rows.put(RunningCostRow, { roundId, costId, cost });
  rows.remove(WaitingCostRow, { roundId, costId });
}

function change(
  rows: Rows,
  { stream, revision, position }: StoredEvent,
  roundId: string,
  reason: string,
): void {
  rows.put(ChangeRow, { roundId, stream, revision, position: Number(position), reason });
}

/** Official figures have told of these. */
function tell(rows: Rows, roundId: string, causes: readonly Omit<ChangeCause, 'reason'>[]): void {
  for (const { stream, revision } of causes) rows.remove(ChangeRow, { roundId, stream, revision });
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
