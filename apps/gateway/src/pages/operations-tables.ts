import type { DueTimeView, ReaderView } from '#messages/operations';
import { eventTitle } from './event-words.js';
import { dataTable } from './kit/data-table.js';
import { formatPlural } from './kit/view-filters.js';

/** What a command is about, in words, with the way there for who may go it. */
export type Subjects = (
  about: Readonly<Record<string, string>>,
) => { readonly text: string; readonly href?: string } | undefined;

const kinds: Readonly<Record<ReaderView['kind'], string>> = {
  'read-model': 'Rows of pages',
  process: 'Follow-ups',
  'due-times': 'Due times',
  rebuild: 'Rows, anew',
};

const states: Readonly<Record<ReaderView['status'], readonly [string, string]>> = {
  working: ['Working', 'green'],
  retrying: ['Trying again', 'yellow'],
  poisoned: ['Stopped at an event', 'red'],
  stopped: ['Stopped', 'grey'],
  unattended: ['No process runs it', 'red'],
};

/** Does everything work? One sentence that says so, or what does not. */
export function readersSentence(readers: readonly ReaderView[]): string {
  const needy = readers.filter(({ status, kind }) => kind !== 'rebuild' && status !== 'working');
  if (needy.length === 0) return `All ${formatPlural(readers.length, 'reader')} work.`;
  return `${formatPlural(needy.length, 'reader')} of ${readers.length} do not work.`;
}

export function readersTable(readers: readonly ReaderView[]) {
  return dataTable({
    caption: 'Readers of the log',
    rows: readers.toSorted((one, other) => gravity(other) - gravity(one)),
    whenEmpty: 'No reader has been started yet.',
    columns: [
      { heading: 'Reader', value: ({ name }: ReaderView) => name },
      { heading: 'What it does', value: ({ kind }) => kinds[kind] },
      {
        heading: 'State',
        value: ({ status }) => states[status][0],
        tag: ({ status }) => states[status][1],
      },
      { heading: 'Since', value: ({ since }) => since, kind: 'instant' },
      { heading: 'Position', value: ({ position }) => position },
      { heading: 'Behind by', value: ({ lag }) => lag, kind: 'count' },
      { heading: 'Last moved', value: ({ movedAt }) => movedAt, kind: 'instant' },
      { heading: 'What is wrong', value: ({ error }) => error },
    ],
  });
}

/** What needs people comes first. */
function gravity({ status }: ReaderView): number {
  return ['working', 'stopped', 'retrying', 'unattended', 'poisoned'].indexOf(status);
}

export function dueTable(caption: string, due: readonly DueTimeView[], subjects: Subjects) {
  return dataTable({
    caption,
    rows: due,
    whenEmpty: 'Nothing.',
    columns: [
      { heading: 'What', value: ({ command }: DueTimeView) => eventTitle(command) },
      {
        heading: 'Of which',
        value: ({ about }) => subjects(about)?.text ?? null,
        href: ({ about }) => subjects(about)?.href,
      },
      { heading: 'When', value: ({ at }) => at, kind: 'instant' },
      { heading: 'Outcome', value: ({ outcome }) => outcomeWords(outcome) },
    ],
  });
}

function outcomeWords(outcome: string | null): string | null {
  if (outcome === null) return 'To come';
  return outcome === 'accepted' ? 'Done' : `Refused (${outcome})`;
}
