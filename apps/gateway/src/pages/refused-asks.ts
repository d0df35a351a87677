import type { Payable } from '#messages/ledger';
import type { RefusedAskView } from '#messages/operations';
import { eventTitle } from './event-words.js';
import { dataTable } from './kit/data-table.js';
import { formatPlural } from './kit/view-filters.js';
import type { Subjects } from './operations-tables.js';

/** What a rule refused to a process, with nobody there to hear it. */
export function refusedTable(refused: readonly RefusedAskView[], subjects: Subjects) {
  return dataTable({
    caption: 'What was refused to a process',
    rows: refused,
    whenEmpty: 'Nothing has been refused to a process.',
    columns: [
      {
        heading: 'What',
        value: ({ command }: RefusedAskView) => eventTitle(command),
        href: refusedHref,
      },
      {
        heading: 'Of which',
        value: ({ about }) => subjects(about)?.text ?? null,
        href: ({ about }) => subjects(about)?.href,
      },
      { heading: 'Why not', value: ({ message }) => message },
      { heading: 'When', value: ({ at }) => at, kind: 'instant' },
      { heading: 'Asked by', value: ({ reader }) => reader },
      {
        heading: 'Because of',
        value: ({ event }) => `${eventTitle(event.type)}, ${placeOf(event)}`,
      },
    ],
  });
}

/** What people had asked again, and what was taken then. */
export function settledTable(settled: readonly RefusedAskView[], nameOf: (id: string) => string) {
  return dataTable({
    caption: 'What was asked again, and taken',
    rows: settled,
    whenEmpty: 'Nothing.',
    columns: [
      {
        heading: 'What',
        value: ({ command }: RefusedAskView) => eventTitle(command),
        href: refusedHref,
      },
      { heading: 'Refused because', value: ({ message }) => message },
      { heading: 'Taken', value: ({ settledAt }) => settledAt, kind: 'instant' },
      {
        heading: 'Asked again by',
        value: ({ askedAgain }) => askedAgain && nameOf(askedAgain.by),
      },
    ],
  });
}

/** With the places in the log, which operators are told alone. */
function placeOf({ stream, revision, position }: RefusedAskView['event']): string {
  return `event ${revision} of ${stream} (position ${position})`;
}

const postings: Readonly<Record<string, string>> = {
  PostInvoice: 'invoice',
  PostCreditNote: 'credit note',
  PostTransfers: 'set of transfers',
};

/** What a fund should have posted and refused, and has not taken since. */
export function notTakenBy(
  refused: readonly RefusedAskView[],
  payables: readonly Payable[],
): RefusedAskView[] {
  return refused.filter(({ command, about }) => {
    const isPosted = payables.some(({ invoiceId }) => invoiceId === about['invoiceId']);
    return command in postings && !(command === 'PostInvoice' && isPosted);
  });
}

/** "2 invoices"; "3 things" where they are of several kinds. */
export function notTakenWords(refused: readonly RefusedAskView[]): string {
  const [kind, other] = [...new Set(refused.map(({ command }) => postings[command]))];
  if (kind === 'set of transfers' && !other && refused.length > 1) {
    return `${refused.length} sets of transfers`;
  }
  return formatPlural(refused.length, (other ? undefined : kind) ?? 'thing');
}

/** For who looks after the fund, who may look up what was recorded. */
export function notTakenTable(refused: readonly RefusedAskView[]) {
  const isInvoices = refused.every(({ command }) => command === 'PostInvoice');
  return dataTable({
    caption: isInvoices
      ? 'Matched invoices that the fund did not take'
      : 'What the fund did not take',
    rows: refused,
    columns: [
      {
        heading: 'Why not',
        value: ({ message }: RefusedAskView) => message,
        href: refusedHref,
      },
      { heading: 'When', value: ({ at }) => at, kind: 'instant' },
    ],
  });
}

function refusedHref({ refusedId }: RefusedAskView): string {
  return `/refused-asks/${refusedId}`;
}
