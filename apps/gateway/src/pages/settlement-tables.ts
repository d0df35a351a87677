import { formatPounds, sumPence } from '#libs/money';
import type {
  NotSharedAnew,
  Restatement,
  RunningCost,
  SavingStatus,
  Shares,
  Transfer,
  WaitingCost,
} from '#messages/savings';
import { eventAddress } from './event-words.js';
import { dataTable, type DataTable } from './kit/data-table.js';
import type { Names } from './names.js';

/** How far a saving has come, in a word. */
export const savingStates: Readonly<Record<SavingStatus, string>> = {
  potential: 'Potential',
  committed: 'Committed',
  realised: 'Realised',
  unrealised: 'Unrealised',
};

/** Where the figures stand, in a sentence. */
export function standingWords({
  status,
  restatements = [],
}: Pick<Shares, 'status' | 'restatements'>): string {
  if (status === 'live') {
    return 'Live: worked out from what is recorded so far; they are settled when the round is closed.';
  }
  if (status === 'settled')
    return 'Settled: these figures were recorded when the round was closed.';
  const times = restatements.length === 1 ? 'once' : `${restatements.length} times`;
  return `Restated ${times} since the round was closed: these are the figures as corrected, and below is what changed and why.`;
}

/** A corrected last price that the rule could not follow. */
export function notSharedAnewWords({ item, reason }: NotSharedAnew): string {
  return `A last price of ${item} was corrected, and its shares stay as they were awarded: by the rule they could not be shared anew. ${reason}`;
}

/** What moves between members, by school and party. */
export function transfersTable(
  transfers: readonly Transfer[],
  { school, party }: Names,
  caption = 'Transfers between members',
): DataTable {
  return dataTable({
    caption,
    whenEmpty: 'None: every school pays what it is invoiced.',
    rows: transfers,
    totalLabel: 'Together',
    columns: [
      {
        heading: 'Who',
        value: ({ schoolUrn, partyId }: Transfer) =>
          schoolUrn ? school(schoolUrn) : party(partyId),
      },
      {
        heading: 'Pays in',
        value: ({ amountPence }) => Math.max(0, amountPence),
        kind: 'pence',
        total: true,
      },
      {
        heading: 'Gets back',
        value: ({ amountPence }) => Math.max(0, -amountPence),
        kind: 'pence',
        total: true,
      },
    ],
  });
}

/** `hrefOf` leads whoever may to the change of a cost. */
export function costsTable(
  costs: readonly RunningCost[],
  { party }: Names,
  hrefOf: (costId: string) => string | undefined,
): DataTable {
  return dataTable({
    caption: 'What running the round cost',
    rows: costs,
    totalLabel: 'All together',
    columns: [
      {
        heading: 'What',
        value: ({ description }: RunningCost) => description,
        href: ({ costId }) => hrefOf(costId),
      },
      { heading: 'Hours', value: ({ hours }) => hours?.toString(), kind: 'count' },
      {
        heading: 'Goes back to',
        value: ({ paidToPartyId }) => paidToPartyId && party(paidToPartyId),
      },
      { heading: 'Document', value: ({ evidenceReference }) => evidenceReference },
      { heading: 'Amount', value: ({ amountPence }) => amountPence, kind: 'pence', total: true },
    ],
  });
}

/** Costs that count only once somebody else has confirmed them; `hrefOf` leads whoever may. */
export function waitingCostsTable(
  { waitingCosts = [], roundId }: Shares,
  { party }: Names,
  mayConfirm: boolean,
): DataTable | undefined {
  if (waitingCosts.length === 0) return undefined;
  return dataTable({
    caption: 'Not confirmed yet, and not counted',
    rows: waitingCosts,
    columns: [
      {
        heading: 'What',
        value: ({ description }: WaitingCost) => description,
        href: ({ costId }) =>
          mayConfirm ? `/rounds/${roundId}/running-costs/${costId}/confirmation` : undefined,
      },
      {
        heading: 'Goes back to',
        value: ({ paidToPartyId }) => paidToPartyId && party(paidToPartyId),
      },
      { heading: 'Document', value: ({ evidenceReference }) => evidenceReference },
      { heading: 'Amount', value: ({ amountPence }) => amountPence, kind: 'pence' },
    ],
  });
}

/** Each correction: when, why, what it changed for whom, and what still moves. */
export function restatementParts(
  restatements: readonly Restatement[],
  names: Names,
  rows: Shares['rows'],
  mayOpen: boolean,
) {
  const itemOf = new Map(rows.map(({ lotId, item }) => [lotId, item]));
  return restatements.toReversed().map((one) => ({
    at: one.at,
    reasons: reasonsOf(one),
    changed: changedWords(one),
    ...(mayOpen && { cause: eventAddress(one.cause), event: eventAddress(one.source) }),
    differences: dataTable({
      caption: 'What it changed',
      whenEmpty: 'No amount: only what the figures rest on.',
      rows: one.differences,
      totalLabel: 'All together',
      columns: [
        { heading: 'School', value: ({ urn }) => names.school(urn) },
        { heading: 'Lot', value: ({ lotId }) => itemOf.get(lotId) ?? 'A lot' },
        { heading: 'Units', value: ({ quantity = 0 }) => quantity, kind: 'count' },
        {
          heading: 'Would have cost',
          value: (row) => row.baselinePence,
          kind: 'pence',
          total: true,
        },
        { heading: 'Paid', value: (row) => row.paysPence, kind: 'pence', total: true },
        { heading: 'Saved', value: (row) => row.savingPence, kind: 'pence', total: true },
        {
          heading: 'Running the round',
          value: (row) => row.runningCostPence ?? 0,
          kind: 'pence',
          total: true,
        },
      ],
    }),
    ...(one.transferChanges.length > 0 && {
      transfers: transfersTable(one.transferChanges, names, 'What still moves'),
    }),
  }));
}

/** A restatement may have in it already what was recorded a moment after its cause. */
export function reasonsOf({ reason, causes = [] }: Restatement): string[] {
  return causes.length > 0 ? causes.map((cause) => cause.reason) : [reason];
}

/** "by £31.50", and what is left of it where the cost of running the round changed too. */
function changedWords({ differences }: Restatement): string {
  const saved = sumPence(differences.map(({ savingPence }) => savingPence));
  const running = sumPence(differences.map(({ runningCostPence = 0 }) => runningCostPence));
  const net = running === 0 ? '' : `, net by ${formatPounds(saved - running)}`;
  return `by ${formatPounds(saved)}${net}`;
}

/** Every last price with its evidence, each line the way to its correction. */
export function baselinesTable(
  { roundId, rows }: Shares,
  schoolOf: (urn: string) => string,
): DataTable {
  return dataTable({
    caption: 'School by school, lot by lot',
    rows,
    columns: [
      {
        heading: 'School and lot',
        value: ({ urn, item }: Shares['rows'][number]) => `${schoolOf(urn)}, ${item}`,
        href: ({ urn, lotId }) => `/rounds/${roundId}/baselines/${urn}/${lotId}`,
      },
      { heading: 'Grade', value: ({ evidenceGrade }) => evidenceGrade },
      { heading: 'Document', value: ({ evidenceReference }) => evidenceReference },
      { heading: 'Of', value: ({ evidenceDay }) => evidenceDay, kind: 'day' },
      { heading: 'Would have cost', value: (row) => row.baselinePence, kind: 'pence' },
    ],
  });
}
