import { countOf } from '#libs/allocation';
import { formatPounds, ratioPence } from '#libs/money';
import type { ShareRow, Statement } from '#messages/savings';
import { evidenceWords } from './round-words.js';

/** How one figure was worked out, a sentence for each step, with the sums that it makes. */
export function workingsOf(row: ShareRow): string[] {
  const { quantity, baselinePence, competitionPence, paysPence, pricePence, savingPence } = row;
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
  ];
}

function evidenceOf({ evidenceGrade, evidenceReference }: ShareRow): string {
  const grade = evidenceWords[evidenceGrade];
  const named = evidenceReference ? `, “${evidenceReference}”` : '';
  return `The evidence: ${grade.charAt(0).toLowerCase()}${grade.slice(1)}${named}.`;
}

function togetherWords({ paysPence, aggregationPence }: ShareRow, alone: number): string {
  const [pays, apart] = [formatPounds(paysPence), formatPounds(alone)];
  return aggregationPence < 0
    ? `That is ${formatPounds(-aggregationPence)} more than ${apart}: buying together cost this school money here.`
    : `Buying together brought ${apart} less ${pays}, which is ${formatPounds(aggregationPence)}.`;
}

/** The rule by name and in words, and what its figures can be checked with. */
export function ruleAnswers({ rule, inputHash, status }: Statement) {
  return [
    {
      key: 'Rule for sharing',
      value:
        'One price for everybody: each school pays its quantity’s part of the bill, pennies left over go to the largest remainders.',
    },
    { key: 'Its name and version', value: `${rule.id}, version ${rule.version}` },
    { key: 'Fingerprint of the inputs (SHA-256)', value: inputHash },
    {
      key: 'These figures are',
      value:
        status === 'settled'
          ? 'Settled: recorded when the round was closed'
          : 'Live: worked out from what is recorded so far',
    },
  ];
}
