import { sumPence } from '#libs/money';
import type {
  SavingsAmounts,
  SavingsBy,
  SavingsLine,
  SavingStatus,
  ShareRow,
  YearEnd,
} from '#messages/savings';
import { yearEndOf, type LegalForms } from './financial-year.js';
import type { RoundOfRows } from './sustained.js';

/** One row and the round that it is of. */
export interface RowOfRound {
  readonly round: Omit<RoundOfRows, 'rows'>;
  readonly row: ShareRow;
}

export interface Grouping {
  readonly by: SavingsBy;
  readonly yearEnd: YearEnd;
  readonly legalForms: LegalForms;
}

/** Rows added up by what is asked for: rounds and lots as they were awarded, the rest by key. */
export function savingsLines(rows: readonly RowOfRound[], grouping: Grouping): SavingsLine[] {
  const groups = new Map<string, RowOfRound[]>();
  for (const one of rows) {
    const key = keyOf(one, grouping);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const lines = [...groups].map(([key, group]) => lineOf(key, group, grouping.by));
  if (grouping.by === 'round' || grouping.by === 'lot') return lines;
  return lines.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Every amount is a sum of rows, so that whatever they are grouped by they come to the same. */
export function amountsOf(rows: readonly ShareRow[]): SavingsAmounts {
  const sum = (of: (row: ShareRow) => number) => sumPence(rows.map(of));
  const savingPence = sum((row) => row.savingPence);
  const runningCostPence = sum((row) => row.runningCostPence ?? 0);
  const vatEffectPence = sum(({ irrecoverableVatPence: vat }) =>
    vat ? vat.baseline - vat.pays : 0,
  );
  const inStatus = (status: SavingStatus) =>
    sum((row) => (statusOf(row) === status ? row.savingPence : 0));
  return {
    paysPence: sum((row) => row.paysPence),
    baselinePence: sum((row) => row.baselinePence),
    savingPence,
    competitionPence: sum((row) => row.competitionPence),
    aggregationPence: sum((row) => row.aggregationPence),
    runningCostPence,
    vatEffectPence,
    netPence: savingPence - runningCostPence + vatEffectPence,
    newPence: sum((row) => row.sustained?.newPence ?? row.savingPence),
    sustainedPence: sum((row) => row.sustained?.sustainedPence ?? 0),
    byStatus: {
      potential: inStatus('potential'),
      committed: inStatus('committed'),
      realised: inStatus('realised'),
      unrealised: sum((row) => row.unrealised?.savingPence ?? 0),
    },
  };
}

/** Early settlements say no status: they were made when everything was paid. */
function statusOf({ status = 'realised' }: ShareRow): SavingStatus {
  return status === 'unrealised' ? 'realised' : status;
}

function keyOf({ round, row }: RowOfRound, { by, yearEnd, legalForms }: Grouping): string {
  switch (by) {
    case 'school':
      return row.urn;
    case 'party':
      return row.partyId;
    case 'round':
      return round.roundId;
    case 'lot':
      return row.lotId;
    case 'year':
      return yearEndOf(round.awardedAt, yearEnd, legalForms.get(row.partyId));
  }
}

function lineOf(key: string, group: readonly RowOfRound[], by: SavingsBy): SavingsLine {
  const [{ round, row }] = group as [RowOfRound];
  const count = (of: (one: RowOfRound) => string) => new Set(group.map(of)).size;
  const label = { round: round.title, lot: row.item, school: key, party: key, year: key }[by];
  return {
    key,
    label,
    ...((by === 'round' || by === 'lot') && { roundId: round.roundId }),
    rounds: count((one) => one.round.roundId),
    schools: count((one) => one.row.urn),
    ...amountsOf(group.map((one) => one.row)),
  };
}
