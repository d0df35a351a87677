import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import {
  auditSentence,
  CannotShare,
  penniesOfLots,
  savingBeside,
  savingTotals,
  shareCost,
  type CoreAudit,
  type LotPennies,
  type LotShares as SharedCost,
  type SavingRow,
  type SavingTotals,
  type SchoolDemand,
  type SharingRule,
} from '#libs/allocation';
import { ratioPence } from '#libs/money';
import type { LotAward } from './award.js';
import type { WantedRow } from './demand-file.js';
import { bestAlonePence } from './offer-cost.js';
import type { Lot, Round } from './round.js';
import { refuseFaults } from './unusable.js';

/** One school's share of one item. Money in pence. */
export interface ShareRow extends SavingTotals {
  readonly urn: string;
  readonly school: string;
  readonly item: string;
  readonly supplier: string;
  /** What one unit costs all together, to the nearest penny. */
  readonly unitPricePence: number;
  readonly grade: WantedRow['grade'];
}

/** One item, shared, and what can be said of that. */
export interface LotShares {
  readonly award: LotAward;
  readonly rows: readonly ShareRow[];
  readonly totals: SavingTotals;
  /** Whether a group could have paid less; absent when the groups were too many units to check. */
  readonly audit?: CoreAudit;
  readonly auditSentence: string;
  readonly certificate: string;
}

/** A round, shared by one rule. */
export interface RoundShares {
  readonly files: readonly string[];
  readonly rule: SharingRule;
  readonly lots: readonly LotShares[];
  readonly rows: readonly ShareRow[];
  readonly totals: SavingTotals & { readonly worthwhile: boolean };
  readonly rounding: LotPennies['rounding'];
  /** SHA-256 of rule, demand and quotes in one order: the same inputs, the same hash. */
  readonly inputHash: string;
}

/** Called after each item, for a bar. */
export type Step = () => void;

/**
 * Shares what was awarded. Throws `Unusable` where the rule has no answer; none is invented.
 */
export function shareRound(
  round: Round,
  awards: readonly LotAward[],
  rule: SharingRule,
  step: Step,
): RoundShares {
  refuseFaults(awards.flatMap(({ lot }) => incomparable(lot)));
  const answered = awards.map((award) => {
    const shares = sharedCost(award, rule);
    step();
    return shares;
  });
  refuseFaults(answered.filter((shares) => typeof shares === 'string'));
  const shares = answered.filter((one) => typeof one !== 'string');
  const { cells, rounding } = penniesOfLots(
    awards.map((award, i) => ({
      item: award.lot.item.item,
      totalPence: award.costPence,
      schools: award.lot.wanted.map(({ urn }) => urn),
      exact: shares[i]!.exactPence,
      parts: shares[i]!.parts.map(({ pence }) => pence),
    })),
  );
  const lots = awards.map((award, i) => lotShares(award, cells[i]!, shares[i]!));
  const rows = lots.flatMap((lot) => lot.rows);
  return {
    files: round.files,
    rule,
    lots,
    rows,
    totals: savingTotals(rows),
    rounding,
    inputHash: hashOf(round, rule),
  };
}

/** A school for which there is nothing to compare with: no last price, no quote for it alone. */
function incomparable({ item, wanted, offers }: Lot): string[] {
  return wanted
    .filter(({ lastPricePence }) => lastPricePence === undefined)
    .filter(({ quantity }) => bestAlonePence(offers, quantity) === Infinity)
    .map(({ school, quantity }) => {
      const none = `no quote of “${item.item}” has the capacity for its ${quantity} units alone`;
      return `${school} has no last price, and ${none}. Give its last price.`;
    });
}

/** What the rule says to an item, or why it says nothing. */
function sharedCost({ lot, cost, costOfPence }: LotAward, rule: SharingRule): SharedCost | string {
  const demands = lot.wanted.map((wanted) => ({
    ...schoolDemand(wanted),
    baselinePence: saving(lot, wanted, 0).baselinePence,
  }));
  try {
    return shareCost(rule, { demands, cost, costOfPence });
  } catch (failure) {
    if (!(failure instanceof CannotShare)) throw failure;
    return `“${lot.item.item}” cannot be shared by ${rule.id}: ${failure.message}`;
  }
}

function lotShares(
  award: LotAward,
  paysPence: readonly number[],
  { audit, certificate }: SharedCost,
): LotShares {
  const { lot, wins, costPence } = award;
  const rows = lot.wanted.map((wanted, i) => ({
    ...saving(lot, wanted, paysPence[i]!),
    urn: wanted.urn,
    school: wanted.school,
    item: lot.item.item,
    supplier: wins.map(({ supplier }) => supplier).join(' + '),
    unitPricePence: ratioPence(costPence, 1, lot.quantity),
    grade: wanted.grade,
  }));
  const names = new Map(lot.wanted.map(({ urn, school }) => [urn, school]));
  return {
    award,
    rows,
    totals: savingTotals(rows),
    ...(audit && { audit }),
    auditSentence: audit
      ? auditSentence(audit, (urn) => names.get(urn)!)
      : 'Not checked: there are too many units and schools to try all groups.',
    certificate: certificateText(certificate),
  };
}

function certificateText(certificate: SharedCost['certificate']): string {
  if (!certificate) return 'Exact: worked out in fractions, rounded once to pennies.';
  const { nodes, exactNodes, droppedMass, sumErrorPence } = certificate;
  const how = exactNodes ? 'as many as make it exact' : 'less than a billionth of a penny off';
  const figures = [
    `${nodes} nodes (${how})`,
    `probability left out ${droppedMass.toExponential(1)}`,
    `sum before rounding off by ${sumErrorPence.toExponential(1)} pence`,
  ];
  return `Shapley value by Gauss–Legendre quadrature: ${figures.join('; ')}.`;
}

function saving({ offers }: Lot, wanted: WantedRow, paysPence: number): SavingRow {
  const best = bestAlonePence(offers, wanted.quantity);
  return savingBeside(schoolDemand(wanted), paysPence, best);
}

/** A price that nobody graded is as good as a note. */
function schoolDemand({ urn: id, quantity, lastPricePence, grade }: WantedRow): SchoolDemand {
  if (lastPricePence === undefined || grade === 'none') return { id, quantity };
  const proof = grade === 'stated' ? 'C' : grade;
  return { id, quantity, lastPrice: { pricePence: lastPricePence, grade: proof } };
}

/** Without the numbers of rows: their order decides nothing. */
function hashOf({ lots }: Round, { id, version }: SharingRule): string {
  const facts = lots.map(({ item, wanted, offers }) => ({
    item: { ...item, row: undefined },
    wanted: wanted.map((one) => ({ ...one, row: undefined })),
    offers: offers.map((one) => ({ ...one, row: undefined })),
  }));
  const text = canonicalize({ rule: { id, version }, lots: facts }) ?? '';
  return createHash('sha256').update(text).digest('hex');
}
