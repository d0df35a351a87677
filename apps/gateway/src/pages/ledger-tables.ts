import { formatPounds } from '#libs/money';
import type { LedgerLine, TrialBalance, TrialBalanceLine } from '#messages/ledger';
import type { AccountNames } from './account-names.js';
import { eventAddress } from './event-words.js';
import { dataTable, type DataTable } from './kit/data-table.js';

/** The journal: both sides of every entry, each with its account's balance after it. */
export function journalTable(lines: readonly LedgerLine[], names: AccountNames): DataTable {
  return dataTable({
    caption: 'Journal, the oldest first',
    whenEmpty: 'There is no entry for this account up to this moment.',
    rows: lines,
    columns: [
      { heading: 'When', value: ({ at }: LedgerLine) => at, kind: 'instant' },
      { heading: 'Effective day', value: ({ effectiveDay }) => effectiveDay, kind: 'day' },
      { heading: 'What', value: (line) => descriptionOf(line, names), href: eventAddress },
      { heading: 'Account', value: ({ account }) => names.account(account) },
      { heading: 'Debit', value: (line) => line.debitPence || null, kind: 'pence' },
      { heading: 'Credit', value: (line) => line.creditPence || null, kind: 'pence' },
      { heading: 'Balance after', value: ({ balancePence }) => balancePence, kind: 'pence' },
    ],
  });
}

/** The same for a spreadsheet: with the account's exact name and where the event lies. */
export function journalFile(lines: readonly LedgerLine[], names: AccountNames): string {
  const nameOf = (urn: string | null) => (urn === null ? '' : names.school(urn));
  return dataTable({
    caption: 'Journal',
    rows: lines,
    columns: [
      { heading: 'Revision', value: ({ revision }: LedgerLine) => String(revision) },
      { heading: 'At', value: ({ at }) => at },
      { heading: 'Recorded at', value: ({ recordedAt }) => recordedAt },
      { heading: 'Effective day', value: ({ effectiveDay }) => effectiveDay },
      { heading: 'Event', value: ({ eventType }) => eventType },
      { heading: 'Description', value: (line) => descriptionOf(line, names) },
      { heading: 'Account', value: ({ account }) => account },
      { heading: 'Account name', value: ({ account }) => names.account(account) },
      { heading: 'School', value: ({ schoolUrn }) => nameOf(schoolUrn) },
      { heading: 'Debit', value: ({ debitPence }) => debitPence, kind: 'pence' },
      { heading: 'Credit', value: ({ creditPence }) => creditPence, kind: 'pence' },
      { heading: 'Balance after', value: ({ balancePence }) => balancePence, kind: 'pence' },
      { heading: 'Stream', value: ({ stream }) => stream },
    ],
  }).csv;
}

/** A description that names a school by its number says its name. */
function descriptionOf({ description, schoolUrn }: LedgerLine, names: AccountNames): string {
  if (schoolUrn === null) return description;
  return description.replace(`school ${schoolUrn}`, names.school(schoolUrn));
}

export function trialBalanceTable(
  { lines }: TrialBalance,
  names: AccountNames,
  hrefOf: (account: string) => string,
): DataTable {
  return dataTable({
    caption: 'Every account on the side where its balance stands',
    whenEmpty: 'Nothing had been posted to this fund at this moment.',
    rows: lines.toSorted(byKindAndName(names)),
    columns: [
      {
        heading: 'Account',
        value: ({ account }: TrialBalanceLine) => names.account(account),
        href: ({ account }) => hrefOf(account),
      },
      { heading: 'Debit', value: (line) => line.debitPence || null, kind: 'pence', total: true },
      { heading: 'Credit', value: (line) => line.creditPence || null, kind: 'pence', total: true },
    ],
  });
}

/** Bank, calls, reservations, members, suppliers; within each by name. */
function byKindAndName({ account }: AccountNames) {
  const key = (line: TrialBalanceLine) => {
    const [type = '', kind = ''] = line.account.split(':');
    return `${type}:${kind} ${account(line.account)}`;
  };
  return (a: TrialBalanceLine, b: TrialBalanceLine) => key(a).localeCompare(key(b), 'en');
}

export function balanceSentence({ debitPence, creditPence }: TrialBalance): string {
  const [debits, credits] = [formatPounds(debitPence), formatPounds(creditPence)];
  return debitPence === creditPence
    ? `Debits are ${debits} and credits are ${credits}: they are equal, so the books balance.`
    : `Debits are ${debits} and credits are ${credits}: they differ by ${formatPounds(debitPence - creditPence)}.`;
}
