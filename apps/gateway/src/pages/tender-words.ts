import type { TenderStatus, TenderView } from '#messages/tenders';
import { formatInstant } from './kit/view-filters.js';
import type { Said } from './round-words.js';
import type { TenderVisitor } from './tender-visitor.js';

export const tenderStates: Readonly<Record<TenderStatus, Said>> = {
  draft: { text: 'Draft', colour: 'grey' },
  published: { text: 'Open for quotes', colour: 'green' },
  closed: { text: 'Closed, sealed', colour: 'blue' },
  opening: { text: 'Being opened', colour: 'blue' },
  opened: { text: 'Opened', colour: 'blue' },
  recommended: { text: 'Waiting for approval', colour: 'yellow' },
  awarded: { text: 'Awarded', colour: 'teal' },
  cancelled: { text: 'Cancelled', colour: 'red' },
};

/** A person's name by id; `you` for the visitor. */
export type NameOf = (personId: string | null) => string;

/** Where the tender stands, what happens next, and who must do it. */
export function nextWords(tender: TenderView, nameOf: NameOf, now: Date): string {
  return nextSentences(tender, nameOf, now).join(' ');
}

function nextSentences(tender: TenderView, nameOf: NameOf, now: Date): string[] {
  const { status, authorId, firstOpenerId, recommendedBy, reason } = tender;
  const closing = formatInstant(tender.closesAt);
  switch (status) {
    case 'draft':
      return [
        `Written by ${nameOf(authorId)}.`,
        'A tender is published by someone other than its author:',
        'the award approver or another lead reads it and publishes it.',
      ];
    case 'published':
      return openSentences(closing, tender.closesAt <= now.toISOString());
    case 'closed':
      return [
        `The tender closed on ${closing} and its quotes are still sealed.`,
        'Next, two people open them: a lead or the award approver starts,',
        'and another one completes.',
      ];
    case 'opening':
      return [
        `${capital(nameOf(firstOpenerId))} started the opening.`,
        'Next, a second person, a lead or the award approver, completes it.',
      ];
    case 'opened':
      return [
        'The quotes are open. Next, the lead compares them and recommends one for each lot;',
        'the award approver decides.',
      ];
    case 'recommended':
      return [
        `${capital(nameOf(recommendedBy))} recommended an award.`,
        'Next, an award approver who is someone else approves it or returns it.',
      ];
    case 'awarded':
      return [
        'The award is made. Next, each contracting party signs its contract,',
        'and the lead places the orders.',
      ];
    case 'cancelled':
      return [`This tender was cancelled: ${reason ?? 'no reason was given'}`];
  }
}

function openSentences(closing: string, isPast: boolean): string[] {
  if (isPast) {
    const next = 'The tender is being closed: refresh this page in a moment.';
    return [`The closing time, ${closing}, has passed.`, next];
  }
  return [
    `Suppliers send sealed quotes until ${closing}.`,
    'Nobody can read a price before then; after that two people open them together.',
  ];
}

/** The same for a supplier, who has other things to do. */
export function nextWordsForSupplier({ status, closesAt, reason }: TenderView, now: Date): string {
  const closing = formatInstant(closesAt);
  if (status === 'cancelled')
    return `This tender was cancelled: ${reason ?? 'no reason was given'}`;
  if (status === 'awarded') return 'The award is made. See how your quote compares.';
  if (status === 'published' && closesAt > now.toISOString()) {
    return [
      `Send your quote before ${closing}. It is sealed as soon as it arrives:`,
      'nobody can read it before two people of the consortium open all quotes together.',
    ].join(' ');
  }
  const decided = 'The consortium opens and compares the quotes; you will see the result here.';
  return `This tender closed on ${closing}, by the clock of this service. ${decided}`;
}

export interface Action {
  readonly text: string;
  readonly href: string;
}

/** What this visitor can do now with a tender, in the order in which it matters. */
export function actionsFor(tender: TenderView, visitor: TenderVisitor): Action[] {
  const { status, authorId } = tender;
  const { isLead, isApprover, seesAll, id } = visitor;
  const decides = isLead || isApprover;
  const link = (when: boolean, text: string, path: string) =>
    when ? [{ text, href: `/tenders/${tender.tenderId}/${path}` }] : [];
  const isOpened = ['opened', 'recommended', 'awarded'].includes(status);
  const isSealed = status === 'closed' || status === 'opening';
  return [
    ...link(status === 'draft' && decides && authorId !== id, 'Read and publish', 'publication'),
    ...link(status === 'draft' && isLead, 'Change the terms', 'revision'),
    ...link(isSealed && decides, openingWords(tender), 'opening'),
    ...link(status === 'recommended' && seesAll, decisionWords(visitor), 'decision'),
    ...link(status === 'opened' && isLead, 'Recommend an award', 'recommendation'),
    ...link(isOpened && seesAll, 'Compare the quotes', 'assessment'),
    ...link(status === 'awarded', 'See the award', 'award'),
    ...link(status === 'awarded' && seesAll, 'Contracts and orders', 'orders'),
    ...link(
      isLead && !['awarded', 'cancelled'].includes(status),
      'Cancel the tender',
      'cancellation',
    ),
  ];
}

function openingWords({ status }: TenderView): string {
  return status === 'closed' ? 'Start the opening' : 'Complete the opening';
}

function decisionWords({ isApprover }: TenderVisitor): string {
  return isApprover ? 'Decide on the award' : 'See the recommendation';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
