import { notFound, refuse } from '#libs/decider';
import type { Standing } from '#messages/membership';
import type {
  ApproveDemand,
  CommitDemand,
  ConfirmDemand,
  DeclineRound,
  RefuseDemand,
  RejectDemand,
  RoundEvent,
  WithdrawDemand,
} from '#messages/rounds';
import { inWords } from './deadlines.js';
import { checkDemand, worstCasePence } from './demand.js';
import {
  requestOf,
  type Request,
  type Round,
  type RoundState,
  type SchoolState,
} from './round-state.js';

export function commitDemand(
  state: RoundState,
  { requestId, schoolUrn, lines, meta }: CommitDemand,
  standing: Standing | null,
): RoundEvent[] {
  const round = takingDemand(state, meta.at);
  const { partyId, vatRecovery, limitPence } = member(standing);
  const { lots } = round.terms;
  if (round.requestIds.has(requestId)) {
    refuse('request-exists', 'This request has been made already: start a new one.');
  }
  checkDemand(lots, lines, meta.at);
  const vatRecovered = vatRecovery !== 'none';
  const worstCase = worstCasePence(lots, lines, vatRecovered);
  const data = {
    ...whose(round, schoolUrn, partyId),
    requestId,
    lines,
    worstCasePence: worstCase,
    vatRecovered,
    waitsForApproval: limitPence === null || worstCase > limitPence,
    requestedBy: meta.actor.id,
  };
  return [{ type: 'DemandRequested', data }];
}

export function approveDemand(
  state: RoundState,
  { requestId, schoolUrn, meta }: ApproveDemand,
): RoundEvent[] {
  const round = takingDemand(state, meta.at);
  const waiting = waitingRequest(round, schoolUrn, requestId);
  const approvedBy = meta.actor.id;
  if (waiting.requestedBy === approvedBy) {
    refuse('own-request', 'You asked for this yourself: another approver has to approve it.');
  }
  return [{ type: 'DemandApproved', data: { ...requestOf(waiting), approvedBy } }];
}

export function rejectDemand(
  state: RoundState,
  { requestId, schoolUrn, reason, meta }: RejectDemand,
): RoundEvent[] {
  const round = takingDemand(state, meta.at);
  const { partyId } = waitingRequest(round, schoolUrn, requestId);
  const data = { ...whose(round, schoolUrn, partyId), requestId, reason };
  return [{ type: 'DemandRejected', data: { ...data, rejectedBy: meta.actor.id } }];
}

/** The fund answers each request in turn, so an earlier one than the latest counts too. */
export function confirmDemand(state: RoundState, command: ConfirmDemand): RoundEvent[] {
  return [{ type: 'DemandCommitted', data: reservingRequest(state, command) }];
}

export function refuseDemand(state: RoundState, command: RefuseDemand): RoundEvent[] {
  const { roundId, consortiumId, fundId, schoolUrn, partyId, requestId } = reservingRequest(
    state,
    command,
  );
  const data = { roundId, consortiumId, fundId, schoolUrn, partyId, requestId };
  return [{ type: 'DemandRefused', data: { ...data, reason: command.reason } }];
}

export function withdrawDemand(
  state: RoundState,
  { schoolUrn, meta }: WithdrawDemand,
): RoundEvent[] {
  const round = takingDemand(state, meta.at);
  const school = round.schools[schoolUrn];
  if (!school || !wantsSomething(school)) {
    refuse('nothing-to-withdraw', 'This school has asked for nothing that could be withdrawn.');
  }
  return [{ type: 'DemandWithdrawn', data: whose(round, schoolUrn, school.partyId) }];
}

export function declineRound(
  state: RoundState,
  { schoolUrn, reason, meta }: DeclineRound,
  standing: Standing | null,
): RoundEvent[] {
  const round = takingDemand(state, meta.at);
  const { partyId } = member(standing);
  const school = round.schools[schoolUrn];
  if (school && wantsSomething(school)) {
    refuse('demand-stands', 'This school has asked for something: withdraw that first.');
  }
  if (school?.declined) {
    refuse('already-declined', 'This school has said “not this time” already.');
  }
  const data = { ...whose(round, schoolUrn, partyId), ...(reason !== undefined && { reason }) };
  return [{ type: 'RoundDeclined', data }];
}

/** Is there anything of this school that counts, waits or is being reserved? */
function wantsSomething({ committed, waiting, reserving }: SchoolState): boolean {
  return committed !== undefined || waiting !== undefined || reserving.length > 0;
}

function takingDemand(state: RoundState, at: string): Round {
  // A draft is the lead's only: to a school it does not exist.
  if (state.status === 'none' || state.status === 'draft') notFound();
  const { title, closesAt } = state.terms;
  if (state.status === 'cancelled') {
    refuse('commitment-closed', `“${title}” was cancelled: nothing more can be asked of it.`);
  }
  if (state.status !== 'open' || at >= closesAt) {
    refuse(
      'commitment-closed',
      `Commitment to “${title}” closed on ${inWords(closesAt)}: its quantities are fixed.`,
    );
  }
  return state;
}

function member(standing: Standing | null): Standing {
  if (!standing?.joined) {
    refuse(
      'not-a-member',
      'This school is not a member of the consortium yet: accept its agreement first.',
    );
  }
  return standing;
}

function waitingRequest(round: Round, schoolUrn: string, requestId: string) {
  const waiting = round.schools[schoolUrn]?.waiting;
  if (waiting?.requestId !== requestId) {
    refuse(
      'not-waiting',
      'This request does not wait for approval any more: look at the school’s latest one.',
    );
  }
  return waiting;
}

function reservingRequest(
  state: RoundState,
  { schoolUrn, requestId }: { schoolUrn: string; requestId: string },
): Request {
  if (state.status === 'none') notFound();
  const reserving = state.schools[schoolUrn]?.reserving ?? [];
  const request = reserving.find((one) => one.requestId === requestId);
  if (state.status !== 'open' || !request) {
    refuse('stale-request', 'This request was answered, withdrawn or overtaken by the lock.');
  }
  return request;
}

function whose({ terms }: Round, schoolUrn: string, partyId: string) {
  const { roundId, consortiumId, fundId } = terms;
  return { roundId, consortiumId, fundId, schoolUrn, partyId };
}
