import { formatPounds, sumPence } from '#libs/money';
import type { FundView, Payable } from '#messages/ledger';
import type { ConsortiumSummary, Member } from '#messages/membership';
import type { Actor } from '#messages/messages';
import type { RefusedAskView } from '#messages/operations';
import type { OrderView } from '#messages/orders';
import type { RoundSummary, RoundView } from '#messages/rounds';
import type { ContractView, TenderSummary } from '#messages/tenders';
import { formatPlural } from './kit/view-filters.js';
import { notTakenWords } from './refused-asks.js';
import { closingWords } from './round-words.js';
import { proposalNeeds } from './rule-proposal.js';
import { ordersToPlace, signatures, tendersToMove } from './tender-needs.js';
import { approvedPartiesOf, grantsOf, isOperator, leads, schoolsOf } from './visitor-rights.js';

/** Something to do or to look at: one sentence and where it is done. */
export interface Need {
  readonly text: string;
  readonly href: string;
  readonly detail?: string;
}

/** What the visitor's queries found. */
export interface Found {
  readonly consortia: readonly ConsortiumSummary[];
  readonly members: readonly Member[];
  readonly rounds: readonly RoundSummary[];
  /** The open ones, in full. */
  readonly open: readonly RoundView[];
  readonly tenders: readonly TenderSummary[];
  readonly contracts: readonly ContractView[];
  readonly orders: readonly OrderView[];
  readonly funds: readonly FundView[];
  readonly payables: readonly Payable[];
  /** Invoices, credit notes and transfers that a fund has refused. */
  readonly notTaken?: readonly RefusedAskView[];
}

/** What waits for this person, the nearest deadline first within each kind. */
export function needsOf(actor: Actor, found: Found, now: Date): Need[] {
  return [
    ...joins(actor, found),
    ...requests(actor, found, now),
    ...proposalNeeds(actor, found.open, now),
    ...answers(actor, found, now),
    ...budgets(actor, found),
    ...roundsToRun(actor, found, now),
    ...tendersToMove(actor, found, now),
    ...signatures(actor, found),
    ...ordersToPlace(actor, found),
    ...deliveries(actor, found),
    ...refusals(found),
    ...payments(actor, found),
    ...refunds(actor, found),
    ...beginnings(actor, found),
  ];
}

/** What is ready and asks for nothing: a school's own statement, or everybody's. */
export function sightsOf(actor: Actor, { rounds }: Found): Need[] {
  return rounds
    .filter(({ status }) => status === 'awarded' || status === 'closed')
    .map(({ title, roundId, consortiumId }) => {
      const [only, other] = [...new Set(ofSchool(actor, consortiumId))];
      const one = only !== undefined && other === undefined ? `/${only}` : '';
      const what = one ? 'your school saved in' : 'was saved in';
      return { text: `What ${what} “${title}”`, href: `/rounds/${roundId}/savings${one}` };
    });
}

function joins(actor: Actor, { members }: Found): Need[] {
  return members
    .filter(
      ({ status, schoolUrn, consortiumId }) =>
        status === 'invited' && ofSchool(actor, consortiumId).includes(schoolUrn),
    )
    .map(({ schoolName, consortiumId }) => ({
      text: `Accept the agreement for ${schoolName}`,
      href: `/consortia/${consortiumId}`,
      detail: 'Your school can then commit to rounds.',
    }));
}

function requests(actor: Actor, { open, members }: Found, now: Date): Need[] {
  return open.flatMap((round) => {
    const approves = schoolsOf(actor, 'school-approver', round.consortiumId);
    return round.demand
      .filter(({ status, schoolUrn }) => status === 'waiting' && approves.includes(schoolUrn))
      .map(({ schoolUrn, worstCasePence }) => ({
        text: approvalText(schoolName(members, schoolUrn), worstCasePence),
        href: `/approvals/${round.roundId}/${schoolUrn}`,
        detail: `“${round.title}”. ${closingWords(round.closesAt, now)}.`,
      }));
  });
}

function approvalText(school: string, worstCasePence: number): string {
  return `Approve or reject what ${school} asks for: ${formatPounds(worstCasePence)} at most`;
}

function answers(actor: Actor, { open, members }: Found, now: Date): Need[] {
  return open.flatMap((round) =>
    schoolsOf(actor, 'school-buyer', round.consortiumId)
      .filter((urn) => isJoined(members, urn) && isUnanswered(round, urn))
      .map((urn) => ({
        text: `Say what ${schoolName(members, urn)} needs in “${round.title}”`,
        href: `/rounds/${round.roundId}`,
        detail: `${closingWords(round.closesAt, now)}.`,
      })),
  );
}

function isUnanswered({ demand }: RoundView, urn: string): boolean {
  const own = demand.find(({ schoolUrn }) => schoolUrn === urn);
  if (!own) return true;
  const turnedAway = own.status === 'refused' || own.status === 'rejected';
  return own.committed.length === 0 && (turnedAway || own.status === 'withdrawn');
}

function budgets(actor: Actor, { funds }: Found): Need[] {
  return funds.flatMap((fund) =>
    approvedPartiesOf(actor, fund.consortiumId)
      .filter((id) => !fund.parties.some((one) => one.partyId === id && one.budgetPence > 0))
      .slice(0, 1)
      .map(() => ({
        text: `Approve a budget in “${fund.name}”`,
        href: `/funds/${fund.fundId}/budget`,
        detail: 'Without one, the fund can set nothing aside for your school.',
      })),
  );
}

function roundsToRun(actor: Actor, { rounds, open }: Found, now: Date): Need[] {
  const mine = rounds.filter(({ consortiumId }) => leads(actor, consortiumId));
  const drafts = mine
    .filter(({ status }) => status === 'draft')
    .map(({ title, roundId }) => ({
      text: `Check and open the round “${title}”`,
      href: `/rounds/${roundId}`,
    }));
  const silent = open
    .filter((round) => leads(actor, round.consortiumId) && round.silent.length > 0)
    .map((round) => ({
      text: `Remind ${formatPlural(round.silent.length, 'school')} of “${round.title}”`,
      href: `/rounds/${round.roundId}/chase`,
      detail: `${closingWords(round.closesAt, now)}.`,
    }));
  const locked = mine
    .filter(({ status }) => status === 'locked')
    .map(({ title, roundId }) => ({
      text: `Take “${title}” to tender: its quantities are fixed`,
      href: `/rounds/${roundId}`,
    }));
  return [...drafts, ...silent, ...locked];
}

function deliveries(actor: Actor, { orders, members }: Found): Need[] {
  return orders.flatMap(({ orderId, consortiumId, supplierName, lines }) =>
    [...new Set(schoolsOf(actor, 'school-buyer', consortiumId))]
      .filter((urn) =>
        lines.some((one) => one.schoolUrn === urn && one.received < one.quantity - one.short),
      )
      .map((urn) => ({
        text: `Record what ${supplierName} delivered to ${schoolName(members, urn)}`,
        href: `/orders/${orderId}/receipts/${urn}`,
      })),
  );
}

function payments(actor: Actor, { funds, payables }: Found): Need[] {
  return funds
    .filter(({ consortiumId }) => grantsOf(actor, 'finance', consortiumId).length > 0)
    .flatMap(({ fundId, name }) => {
      const due = payables.filter((one) => one.fundId === fundId && one.paidDay === null);
      if (due.length === 0) return [];
      const sum = formatPounds(sumPence(due.map(({ leftPence }) => leftPence)));
      const text = `Pay ${formatPlural(due.length, 'invoice')} from “${name}”: ${sum}`;
      return [{ text, href: `/funds/${fundId}` }];
    });
}

function refunds(actor: Actor, { funds }: Found): Need[] {
  return funds
    .filter(({ consortiumId }) => grantsOf(actor, 'finance', consortiumId).length > 0)
    .flatMap(({ fundId, name, parties }) => {
      const due = parties.filter(({ creditPence }) => creditPence > 0);
      if (due.length === 0) return [];
      const sum = formatPounds(sumPence(due.map(({ creditPence }) => creditPence)));
      const to = formatPlural(due.length, 'contracting party', 'contracting parties');
      return [{ text: `Pay ${sum} back to ${to} from “${name}”`, href: `/funds/${fundId}` }];
    });
}

function refusals({ funds, notTaken = [] }: Found): Need[] {
  return funds.flatMap(({ fundId, name }) => {
    const own = notTaken.filter(({ about }) => about['fundId'] === fundId);
    const [first] = own;
    if (!first) return [];
    const text = `See why “${name}” did not take ${notTakenWords(own)}`;
    return [{ text, href: `/funds/${fundId}`, detail: first.message }];
  });
}

/** What somebody does before there is anything else. */
function beginnings(actor: Actor, { consortia, rounds }: Found): Need[] {
  if (isOperator(actor) && consortia.length === 0) {
    return [{ text: 'Form the first consortium', href: '/consortia/new' }];
  }
  const led = consortia.filter(({ consortiumId }) => leads(actor, consortiumId));
  return led
    .filter(({ consortiumId }) => !rounds.some((round) => round.consortiumId === consortiumId))
    .flatMap(({ consortiumId, name }) => [
      { text: `Invite the schools of ${name}`, href: `/consortia/${consortiumId}` },
      { text: `Draft the first round of ${name}`, href: '/rounds/new' },
    ]);
}

function ofSchool(actor: Actor, consortiumId: string): string[] {
  return [
    ...schoolsOf(actor, 'school-buyer', consortiumId),
    ...schoolsOf(actor, 'school-approver', consortiumId),
  ];
}

function isJoined(members: readonly Member[], urn: string): boolean {
  return members.some(({ schoolUrn, status }) => schoolUrn === urn && status === 'joined');
}

function schoolName(members: readonly Member[], urn: string): string {
  return members.find(({ schoolUrn }) => schoolUrn === urn)?.schoolName ?? 'your school';
}
