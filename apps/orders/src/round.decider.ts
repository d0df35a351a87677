import { notFound, refuse, type Decider } from '#libs/decider';
import { formatWhole } from '#libs/money';
import {
  FindFund,
  FindRoundSettlement,
  type FundView,
  type RoundSettlement,
} from '#messages/ledger';
import { FindStanding, type Standing } from '#messages/membership';
import { find } from '#messages/messages';
import { FindDeliveryStanding, type DeliveryStanding } from '#messages/orders';
import type { DraftRound, ReviseRound, roundCommands, RoundEvent } from '#messages/rounds';
import { inWords, tooSoon } from './deadlines.js';
import {
  approveDemand,
  commitDemand,
  confirmDemand,
  declineRound,
  refuseDemand,
  rejectDemand,
  withdrawDemand,
} from './round-demand.js';
import { lockRound, releases } from './round-lock.js';
import { acceptSharingRule, proposeSharingRule, withAgreement } from './round-rule.js';
import { evolveRound, type Round, type RoundState } from './round-state.js';
import { checkTerms } from './round-terms.js';

type Facts = {
  DraftRound: { fund: FundView };
  CommitDemand: { standing: Standing | null };
  DeclineRound: { standing: Standing | null };
  CancelRound: { delivery: DeliveryStanding };
  CloseRound: { delivery: DeliveryStanding; settlement: RoundSettlement };
};

/** A buying round, from the lead's draft to the last invoice paid. */
export const round: Decider<RoundState, typeof roundCommands, RoundEvent, Facts> = {
  stream: ({ roundId }) => `round-${roundId}`,
  initialState: { status: 'none' },

  scope: (state, command) => {
    const consortiumId =
      state.status !== 'none'
        ? state.terms.consortiumId
        : 'consortiumId' in command
          ? command.consortiumId
          : undefined;
    const schoolUrn = 'schoolUrn' in command ? command.schoolUrn : undefined;
    return {
      ...(consortiumId && { consortiumId }),
      ...(schoolUrn && { schoolUrn }),
      ...(state.status === 'draft' && { knownTo: 'overseers' }),
    };
  },

  needs: {
    DraftRound: ({ fundId }) => ({ fund: find(FindFund, { fundId }) }),
    CommitDemand: (command, state) => ({ standing: standingOf(command, state) }),
    DeclineRound: (command, state) => ({ standing: standingOf(command, state) }),
    CancelRound: ({ roundId }) => ({ delivery: find(FindDeliveryStanding, { roundId }) }),
    CloseRound: ({ roundId }, state) => {
      const { fundId } = existing(state).terms;
      return {
        delivery: find(FindDeliveryStanding, { roundId }),
        settlement: find(FindRoundSettlement, { fundId, roundId }),
      };
    },
  },

  decide: {
    DraftRound: ({ status }, command, { fund }) => {
      const { roundId, consortiumId, fundId, title, closesAt, lots, meta } = command;
      if (fund.consortiumId !== consortiumId) notFound();
      if (status !== 'none') refuse('round-exists', 'This round has already been drafted.');
      checkTerms(lots, closesAt, meta.at);
      const terms = { roundId, consortiumId, fundId, title, closesAt, ...rulesOf(command), lots };
      return [{ type: 'RoundDrafted', data: { ...terms, draftedBy: meta.actor.id } }];
    },

    ReviseRound: (state, command) => {
      const { title, closesAt, lots, meta } = command;
      const { spareUnits: _, ...terms } = draft(state).terms;
      checkTerms(lots, closesAt, meta.at);
      const revised = { ...terms, title, closesAt, ...rulesOf(command), lots };
      return [{ type: 'RoundRevised', data: { ...revised, revisedBy: meta.actor.id } }];
    },

    OpenRound: (state, { meta }) => {
      const { terms } = draft(state);
      if (tooSoon(terms.closesAt, meta.at)) {
        refuse(
          'closes-too-soon',
          `The round would close on ${inWords(terms.closesAt)}: schools need at least three ` +
            'working days to answer. Revise it to close later, then open it.',
        );
      }
      return [{ type: 'CommitmentOpened', data: terms }];
    },

    ProposeSharingRule: proposeSharingRule,
    AcceptSharingRule: acceptSharingRule,

    CommitDemand: (state, command, { standing }) => commitDemand(state, command, standing),
    ApproveDemand: approveDemand,
    RejectDemand: rejectDemand,
    ConfirmDemand: confirmDemand,
    RefuseDemand: (state, command) => withAgreement(state, refuseDemand(state, command)),
    WithdrawDemand: (state, command) => withAgreement(state, withdrawDemand(state, command)),
    DeclineRound: (state, command, { standing }) => declineRound(state, command, standing),

    LockRound: (state, { meta }) => {
      const open = existing(state);
      if (open.status !== 'open') refuse('round-not-open', 'Only an open round can be locked.');
      const { closesAt } = open.terms;
      if (meta.at < closesAt) {
        refuse('still-open', `Schools may commit until ${inWords(closesAt)}.`);
      }
      return lockRound(open);
    },

    CancelRound: (state, { reason, meta }, { delivery }) => {
      const running = existing(state);
      if (!['draft', 'open', 'locked'].includes(running.status)) {
        refuse('round-over', 'This round is over already: there is nothing left to cancel.');
      }
      if (delivery.orders > 0) {
        refuse(
          'already-ordered',
          'Suppliers have orders from this round: it can be closed when they are delivered and ' +
            'paid, but no longer cancelled.',
        );
      }
      if (delivery.undelivered > 0) {
        refuse(
          'already-awarded',
          'This round has been awarded, and contracts bind the schools: order what was awarded.',
        );
      }
      const { roundId, consortiumId, fundId } = running.terms;
      const data = { roundId, consortiumId, fundId, reason, cancelledBy: meta.actor.id };
      return [{ type: 'RoundCancelled', data: { ...data, released: releases(running, []) } }];
    },

    CloseRound: (state, { meta }, { delivery, settlement }) => {
      const locked = existing(state);
      if (locked.status !== 'locked') {
        refuse('round-not-locked', 'Only a round that was locked and ordered can be closed.');
      }
      const left = whatIsLeft(delivery, settlement);
      if (left) refuse('round-not-settled', `This round cannot be closed yet: ${left}.`);
      const { roundId, consortiumId, fundId } = locked.terms;
      const data = { roundId, consortiumId, fundId, closedBy: meta.actor.id };
      return [{ type: 'RoundClosed', data: { ...data, released: releases(locked, []) } }];
    },
  },

  evolve: evolveRound,
};

/** Absent means yes: a round says so only where it was asked. */
function rulesOf({ sharingRule, minimumRule, spareUnits }: DraftRound | ReviseRound) {
  return { sharingRule, minimumRule, ...(typeof spareUnits === 'boolean' && { spareUnits }) };
}

function existing(state: RoundState): Round {
  if (state.status === 'none') notFound();
  return state;
}

function draft(state: RoundState): Round {
  const drafted = existing(state);
  if (drafted.status !== 'draft') {
    refuse(
      'round-not-draft',
      'This round is no longer a draft: schools rely on what it says, so it stays as it is.',
    );
  }
  return drafted;
}

function standingOf(
  { schoolUrn, meta }: { schoolUrn: string; meta: { actor: { id: string } } },
  state: RoundState,
) {
  const { consortiumId } = existing(state).terms;
  return find(FindStanding, { consortiumId, schoolUrn, personId: meta.actor.id });
}

/** The first thing that keeps a round from being settled, in figures; undefined when nothing does. */
function whatIsLeft(delivery: DeliveryStanding, settlement: RoundSettlement): string | undefined {
  const units = (count: number) => `${formatWhole(count)} ${count === 1 ? 'unit' : 'units'}`;
  const invoices = (count: number) =>
    `${formatWhole(count)} ${count === 1 ? 'invoice' : 'invoices'}`;
  const { orders, undelivered, uninvoiced } = delivery;
  const unposted = delivery.invoices - settlement.postedInvoices;
  const unpaid = settlement.unpaidInvoices;
  if (orders === 0) return 'nothing has been ordered';
  if (undelivered > 0) return `${units(undelivered)} still to be delivered`;
  if (uninvoiced > 0) return `${units(uninvoiced)} still to be invoiced`;
  if (unposted > 0) return `${invoices(unposted)} still to reach the fund`;
  const uncredited = delivery.creditNotes - settlement.postedCreditNotes;
  const notes = (count: number) =>
    `${formatWhole(count)} ${count === 1 ? 'credit note' : 'credit notes'}`;
  if (uncredited > 0) return `${notes(uncredited)} still to reach the fund`;
  if (unpaid > 0) return `${invoices(unpaid)} still to be paid`;
  const refunds = settlement.openSupplierRefunds;
  if (refunds > 0) return `${notes(refunds)} still to be refunded by the supplier`;
  return undefined;
}
