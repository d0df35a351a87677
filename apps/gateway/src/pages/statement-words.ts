import { countOf } from '#libs/allocation';
import { formatPounds, ratioPence } from '#libs/money';
import type { ShareRow, Statement } from '#messages/savings';
import { auditWords, certificateWords, ruleSaid } from './audit-words.js';
import { formatDay, formatInstant } from './kit/view-filters.js';
import { evidenceWords } from './round-words.js';
import { standingWords } from './settlement-tables.js';
import { notSharedAnewWords, reasonsOf } from './settlement-tables.js';

/** How one figure was worked out, a sentence for each step, with the sums that it makes. */
export function workingsOf(row: ShareRow): string[] {
  const { quantity, baselinePence, competitionPence, paysPence, pricePence, savingPence } = row;
  if (quantity === 0) return ['None of it came: nothing is paid, and nothing is saved.'];
  const alone = baselinePence - competitionPence;
  const units = countOf(quantity, 'unit');
  const [baseline, pays] = [formatPounds(baselinePence), formatPounds(paysPence)];
  const before =
    row.evidenceGrade === 'none'
      ? `There is no evidence of a last price. ${units} would have cost ${baseline} at the best quote for that quantity.`
      : `Its last price was ${formatPounds(ratioPence(baselinePence, 1, quantity))} a unit. ${evidenceOf(row)} ${units} would have cost ${baseline}.`;
  return [
    before,
    `Alone, with the quotes of this tender, it would have paid ${formatPounds(alone)}: the cheaper of its last price and the best quote for ${units}. Competition alone brought ${baseline} less ${formatPounds(alone)}, which is ${formatPounds(competitionPence)}.`,
    `Together the price was ${formatPounds(pricePence)} a unit, and its share of the bill is ${pays}. ${togetherWords(row, alone)}`,
    savingPence < 0
      ? `In all it pays ${formatPounds(-savingPence)} more than it would have.`
      : `In all: ${formatPounds(competitionPence)} and ${formatPounds(row.aggregationPence)} are the ${formatPounds(savingPence)} that it saved.`,
    ...besides(row),
  ];
}

/** The evidence of a last price: what it is, of which day, its grade and its fingerprint. */
export function evidenceOf(row: ShareRow): string {
  const { evidenceGrade, evidenceReference, evidenceDay, evidenceHash } = row;
  if (evidenceGrade === 'none') return 'There is no evidence of a last price.';
  const grade = evidenceWords[evidenceGrade];
  const named = evidenceReference ? `, “${evidenceReference}”` : '';
  const day = evidenceDay ? `, of ${formatDay(evidenceDay)}` : '';
  const hash = evidenceHash ? ` Fingerprint of its document (SHA-256): ${evidenceHash}.` : '';
  return `The evidence: ${grade.charAt(0).toLowerCase()}${grade.slice(1)}${named}${day} (grade ${evidenceGrade}).${hash}`;
}

function togetherWords({ paysPence, aggregationPence }: ShareRow, alone: number): string {
  const [pays, apart] = [formatPounds(paysPence), formatPounds(alone)];
  return aggregationPence < 0
    ? `That is ${formatPounds(-aggregationPence)} more than ${apart}: buying together cost this school money here.`
    : `Buying together brought ${apart} less ${pays}, which is ${formatPounds(aggregationPence)}.`;
}

function unrealisedWords({ quantity, savingPence }: NonNullable<ShareRow['unrealised']>): string {
  const saving = formatPounds(Math.abs(savingPence));
  const whose = quantity > 0 ? countOf(quantity, 'unit') : 'Units for other schools';
  return savingPence < 0
    ? `${whose} never came, and that saved this school ${saving}.`
    : `${whose} never came: ${saving} of saving went with them.`;
}

/** What is paid beside the share, what never came, and what stands beside the comparison. */
function besides(row: ShareRow): string[] {
  const { transferPence = 0, invoicedPence = row.paysPence, unrealised, spare, sustained } = row;
  const { benchmarkPricePence, benchmarkSource = 'no source named' } = row;
  const moved = formatPounds(Math.abs(transferPence));
  const sentences = [];
  if (transferPence > 0) {
    sentences.push(
      `It is invoiced ${formatPounds(invoicedPence)}, and pays ${moved} into the others’ shares.`,
    );
  } else if (transferPence < 0) {
    sentences.push(`It is invoiced ${formatPounds(invoicedPence)}, and gets ${moved} back.`);
  }
  if (unrealised) sentences.push(unrealisedWords(unrealised));
  if (spare) {
    sentences.push(
      `${countOf(spare.quantity, 'unit')} of these it had not asked for: counting only what it needed, it saved ${formatPounds(spare.savingPence)}.`,
    );
  }
  if (sustained && sustained.sustainedPence !== 0) {
    sentences.push(
      `Against the last round’s price ${formatPounds(sustained.newPence)} is new; ${formatPounds(sustained.sustainedPence)} against the price before that goes on, and is not added.`,
    );
  }
  if (benchmarkPricePence !== undefined) {
    sentences.push(
      `A list or framework price stood at ${formatPounds(benchmarkPricePence)} a unit (${benchmarkSource}): only to look at, no saving is measured against it.`,
    );
  }
  return sentences;
}

/** The rule by name and in words, and what its figures can be checked with. */
export function ruleAnswers(statement: Statement, schoolOf: (urn: string) => string) {
  const { rule, inputHash, rows, certificates = [] } = statement;
  const own = new Set(rows.map(({ lotId }) => lotId));
  const worked = certificates.filter(({ lotId }) => own.has(lotId)).map(certificateWords);
  return [
    { key: 'Rule for sharing', value: ruleSaid(rule) },
    {
      key: 'Could a group have paid less?',
      value: auditsOf(statement, schoolOf).join(' '),
    },
    ...(worked.length > 0
      ? [{ key: 'How exactly it was worked out', value: worked.join(' ') }]
      : []),
    { key: 'These figures are', value: standingWords(statement) },
    { key: 'Fingerprint of the inputs (SHA-256)', value: inputHash },
    {
      key: 'To work them out again',
      value:
        'Take demand, quotes and award from the events named here, or the figures from the API; npm run share does the same sums from spreadsheets. Equal inputs give an equal fingerprint and equal pennies.',
    },
  ];
}

/** The audit of each of its lots, with what was checked. */
export function auditsOf(
  { rows, audits = [], auditPending }: Statement,
  schoolOf: (urn: string) => string,
): string[] {
  const own = new Set(rows.map(({ lotId }) => lotId));
  const said = audits.filter(({ lotId }) => own.has(lotId));
  if (said.length > 0) return said.map((audit) => auditWords(audit, schoolOf));
  return auditPending
    ? ['This is being worked out: look again in a moment.']
    : ['Not checked: several suppliers share its lots, or there are too many groups.'];
}

/** What was corrected since for this school: when, by how much, and why. */
export function correctionsOf(statement: Statement): string[] {
  const { schoolUrn, restatements = [], notSharedAnew = [] } = statement;
  const changes = restatements.flatMap((one) => {
    const { at, differences } = one;
    const own = differences.filter(({ urn }) => urn === schoolUrn);
    if (own.length === 0) return [];
    const pence = own.reduce((sum, { savingPence }) => sum + savingPence, 0);
    const sign = pence < 0 ? '' : '+';
    const changed = `${formatInstant(at)}: its saving changed by ${sign}${formatPounds(pence)}.`;
    return [[changed, ...reasonsOf(one)].join(' ')];
  });
  return [...changes, ...notSharedAnew.map(notSharedAnewWords)];
}
