import { join } from 'node:path';
import { countOf } from '#libs/allocation';
import { formatPounds } from '#libs/money';
import { progressBar } from '../progress-bar.js';
import { auditText } from './audit-text.js';
import { awardLots } from './award.js';
import { readTask, usage, type Task } from './options.js';
import { isSealed, sealed, writeFiles, type Files } from './output.js';
import { readRound } from './round.js';
import { shareRound, type RoundShares } from './shares.js';
import { statementHtml } from './statement.js';
import { awardCsv, sharesCsv } from './tables.js';
import { templates } from './templates.js';
import { shownFaults, Unusable } from './unusable.js';
import { percentSaved, ruleName } from './words.js';

const auditName = 'audit.txt';

/** Does what the arguments ask for; 0 when it is done, 2 when the input is not fit for it. */
export async function runShare(args: readonly string[], env: NodeJS.ProcessEnv): Promise<0 | 2> {
  try {
    for (const line of await perform(readTask(args, env))) console.log(line);
    return 0;
  } catch (failure) {
    if (!(failure instanceof Unusable)) throw failure;
    for (const line of shownFaults(failure.faults)) console.error(line);
    return 2;
  }
}

async function perform(task: Task): Promise<string[]> {
  if (task.kind === 'help') return [usage];
  if (task.kind === 'templates') {
    writeFiles(task.folder, templates(), () => task.force);
    return [`demand.csv, quotes.csv and items.csv are in ${task.folder}. Replace their examples.`];
  }
  const { files, rule, folder, force } = task;
  const round = readRound(files);
  const bar = progressBar('Awarding and sharing', 2 * round.lots.length);
  const awards = await awardLots(round.lots, bar.to);
  const shares = shareRound(round, awards, rule, bar.step);
  bar.end();
  const mayReplace = (where: string, names: readonly string[]) =>
    force || isSealed(where, auditName, names);
  writeFiles(folder, outputs(shares), mayReplace);
  return summary(shares, folder);
}

/** What is written: the same inputs in any order give the same bytes. */
export function outputs(shares: RoundShares): Files {
  return sealed(auditName, auditText(shares), {
    'shares.csv': sharesCsv(shares),
    'award.csv': awardCsv(shares),
    'statement.html': statementHtml(shares),
  });
}

function summary(shares: RoundShares, folder: string): string[] {
  const { totals, lots, rows } = shares;
  const schools = new Set(rows.map(({ urn }) => urn)).size;
  const [before, cost] = [formatPounds(totals.baselinePence), formatPounds(totals.paysPence)];
  const saved = `${formatPounds(totals.savingPence)} (${percentSaved(totals)})`;
  return [
    `${countOf(schools, 'school')}, ${countOf(lots.length, 'item')}, shared by ${ruleName(shares)}.`,
    `Would have cost ${before}, costs ${cost}: saved ${saved}.`,
    ...lots.flatMap(({ award }) =>
      award.notes.map(({ sentence }) => `Look at “${award.lot.item.item}”: ${sentence}`),
    ),
    `Read ${join(folder, 'statement.html')}; with it are shares.csv, award.csv and ${auditName}.`,
  ];
}
