import { countOf } from '#libs/allocation';
import { formatPounds, formatWhole } from '#libs/money';
import type { LotShares, RoundShares } from './shares.js';
import { evidenceSentences, percentSaved, roundingWords, ruleName, ruleWords } from './words.js';

/** `audit.txt`: what another person needs to check the shares, without the seal of the files. */
export function auditText(shares: RoundShares): string {
  const { totals } = shares;
  return [
    'AUDIT OF SHARES',
    '',
    `Worked out from: ${shares.files.join(', ')}`,
    `Rule: ${ruleName(shares)}. ${ruleWords[shares.rule.id]}`,
    `Hash of the inputs and the rule (SHA-256): ${shares.inputHash}`,
    '',
    `Would have cost ${formatPounds(totals.baselinePence)}`,
    `Saved by competition ${formatPounds(totals.competitionPence)}`,
    `Saved by buying together ${formatPounds(totals.aggregationPence)}`,
    `Cost ${formatPounds(totals.paysPence)}`,
    `Saved ${formatPounds(totals.savingPence)} (${percentSaved(totals)})`,
    ...(totals.worthwhile
      ? []
      : ['The round cost more than the schools would have paid without it.']),
    '',
    ...shares.lots.flatMap(lotText),
    'EVIDENCE',
    ...evidenceSentences(shares.rows),
    '',
    'HOW IT ADDS UP',
    roundingWords[shares.rounding],
    'In every row: baseline − pays = saving = competition + aggregation.',
    `${countOf(shares.rows.length, 'row')} of schools and items: ${adding(shares)}`,
    '',
  ].join('\n');
}

function lotText({ award, totals, rows, auditSentence, certificate }: LotShares): string[] {
  const { lot, wins, costPence, spareQuantity, ranking, notes, proof } = award;
  const won = wins.map(({ supplier, quantity, costPence: cost }) => {
    return `${supplier} (${countOf(quantity, lot.item.unit)}, ${formatPounds(cost)})`;
  });
  const next = ranking.find(({ supplier }) => wins.every((win) => win.supplier !== supplier));
  const spare = `${formatWhole(spareQuantity)} of them spare: so many cost less than just enough.`;
  return [
    lot.item.item.toUpperCase(),
    `Wanted: ${countOf(lot.quantity, lot.item.unit)} by ${countOf(rows.length, 'school')}.`,
    `Won by ${won.join(' and ')}.${spareQuantity > 0 ? ` ${spare}` : ''}`,
    ...(next ? [`Next: ${next.supplier}, ${formatPounds(next.behindPence)} dearer.`] : []),
    ...(proof ? [proof] : []),
    ...notes.map(({ sentence }) => sentence),
    `On the awarded prices: ${auditSentence}`,
    `${certificate} The shares add up to ${formatPounds(totals.paysPence)} of ${formatPounds(costPence)}.`,
    '',
  ];
}

/** Says that it adds up after adding it up anew, both ways. */
function adding({ rows, lots, totals }: RoundShares): string {
  const byItem = lots.every(({ award, totals: own }) => own.paysPence === award.costPence);
  const effects = rows.every(
    (row) =>
      row.savingPence === row.baselinePence - row.paysPence &&
      row.savingPence === row.competitionPence + row.aggregationPence,
  );
  const all = lots.reduce((sum, { award }) => sum + award.costPence, 0) === totals.paysPence;
  if (!byItem || !effects || !all) throw new Error('The shares do not add up.');
  return `each item adds up to what it cost, all of them to ${formatPounds(totals.paysPence)}.`;
}
