import {
  findSharingRule,
  leastCostPence,
  penniesOfLots,
  savingBeside,
  shareLot,
  type CoreAudit,
  type LotShares,
  type SavingRow,
  type SchoolDemand,
} from '#libs/allocation';
import { sumPence } from '#libs/money';
import type { QuoteLine } from '#messages/quotes';
import type { SharingRule as SharingRuleId } from '#messages/rounds';
import { bestAlonePence } from './alone-price.js';
import { chooseQuote, type Choice } from './what-if-quote.js';

export interface WhatIfDemand extends SchoolDemand {
  readonly partyId: string;
}

export interface CountedQuote {
  readonly quoteId: string;
  /** None of an indicative price. */
  readonly supplierName: string | null;
  readonly line: QuoteLine;
}

/** One lot as it was awarded, or as it stands at indicative prices. */
export interface LotTruth {
  readonly lotId: string;
  readonly item: string;
  readonly unit: string;
  readonly ceilingPence: number;
  readonly minimumQuantity: number;
  /** What each school asked for. */
  readonly demands: readonly WhatIfDemand[];
  /** Bought beyond that, because more cost less. */
  readonly spareQuantity?: number;
  readonly quotes: readonly CountedQuote[];
  readonly winnerId: string;
  readonly supplierName: string | null;
  readonly totalPence: number;
  /** What each pays in the end, in the order of demands. */
  readonly paysPence: readonly number[];
  /** Why only its sharing can be looked at again, or nothing at all, as a sentence. */
  readonly fixed?: string;
}

/** A published rule by its name: it crosses threads, unlike the rule itself. */
export interface RuleName {
  readonly id: SharingRuleId;
  readonly version: number;
}

export interface RoundTruth {
  readonly rule: RuleName;
  readonly spareUnits: boolean;
  readonly lots: readonly LotTruth[];
}

export interface Change {
  readonly rule?: RuleName;
  readonly withoutSchoolUrn?: string;
  readonly quote?: { readonly lotId: string; readonly replaces?: string } & CountedQuote;
}

export type Row = SavingRow & { readonly partyId: string };

/** One lot, shared: in truth or as it would be. */
export interface Outcome {
  readonly lotId: string;
  readonly supplierName: string | null;
  readonly quantity: number;
  readonly spareQuantity: number;
  readonly totalPence: number;
  readonly rows: readonly Row[];
  readonly audit?: CoreAudit;
  readonly notes: readonly string[];
}

/** Every lot as it is. */
export function truthOf(round: RoundTruth): Outcome[] {
  return round.lots.map((lot) => ({
    lotId: lot.lotId,
    supplierName: lot.supplierName,
    quantity: quantityOf(lot.demands),
    spareQuantity: lot.spareQuantity ?? 0,
    totalPence: lot.totalPence,
    rows: rowsOf(lot.demands, lot.paysPence, lot.quotes, round.spareUnits),
    ...auditOf(lot, round),
    notes: [],
  }));
}

/**
 * Every lot as it would be. What a change does not reach stays as it is, to the penny: no change, no
 * difference. A lot without a school, or with another quote, goes to the cheapest quote; where
 * spare units are allowed, buying up to the next tier counts. Throws CannotShare.
 */
export function whatIf(round: RoundTruth, change: Change): Outcome[] {
  const rule = change.rule ?? round.rule;
  const plans = round.lots.map((lot) => planOf(lot, round, change, rule));
  const shared = plans.map(
    ({ lot, demands, choice }) =>
      choice && shareOf(rule, demands, lot.quotes, choice, round.spareUnits),
  );
  const open = plans.flatMap(({ lot, demands, choice, changed }, at) =>
    changed && choice ? [{ at, lot, demands, choice, shares: shared[at]! }] : [],
  );
  const { cells } = penniesOfLots(
    open.map(({ lot, demands, choice, shares }) => ({
      item: lot.lotId,
      totalPence: choice.costPence,
      schools: demands.map(({ id }) => id),
      exact: shares.exactPence,
      parts: shares.parts.map(({ pence }) => pence),
    })),
  );
  return plans.map((plan, at) => {
    const column = open.findIndex((one) => one.at === at);
    return outcomeOf(plan, column < 0 ? plan.lot.paysPence : cells[column]!, shared[at], round);
  });
}

interface Plan {
  /** With the quotes that count in it. */
  readonly lot: LotTruth;
  readonly demands: readonly WhatIfDemand[];
  /** None where nobody would supply it, or nobody wants any. */
  readonly choice: Choice | undefined;
  readonly changed: boolean;
  readonly notes: readonly string[];
}

function planOf(lot: LotTruth, round: RoundTruth, change: Change, rule: RuleName): Plan {
  const { withoutSchoolUrn, quote } = change;
  const demands = lot.demands.filter(({ id }) => id !== withoutSchoolUrn);
  const isSmaller = demands.length < lot.demands.length;
  const isQuoted = quote?.lotId === lot.lotId;
  const asItIs = { lot, demands: lot.demands, choice: winnerOf(lot), changed: false, notes: [] };
  const isSame = rule.id === round.rule.id && rule.version === round.rule.version;
  const isReached = isSmaller || isQuoted || !isSame;
  if (!isReached) return asItIs;
  if (lot.fixed !== undefined) return { ...asItIs, notes: [lot.fixed] };
  if (!isSmaller && !isQuoted) return { ...asItIs, changed: true };
  const quotes = isQuoted
    ? [...lot.quotes.filter(({ quoteId }) => quoteId !== quote.replaces), quote]
    : lot.quotes;
  const next = { ...lot, quotes };
  const { choice, notes } = chooseQuote(next, quantityOf(demands), round.spareUnits);
  const keeps = !isSmaller && choice?.quoteId === lot.winnerId && quote?.replaces !== lot.winnerId;
  return { lot: next, demands, choice: keeps ? winnerOf(lot) : choice, changed: true, notes };
}

/** What is bought now, and where. */
export function winnerOf(lot: LotTruth): Choice {
  const { winnerId: quoteId, supplierName, totalPence: costPence, spareQuantity = 0 } = lot;
  const buyQuantity = quantityOf(lot.demands) + spareQuantity;
  return { quoteId, supplierName, costPence, buyQuantity, spareQuantity };
}

function outcomeOf(
  { lot, demands, choice, notes }: Plan,
  paysPence: readonly number[],
  shared: LotShares | undefined,
  { spareUnits }: RoundTruth,
): Outcome {
  return {
    lotId: lot.lotId,
    supplierName: choice?.supplierName ?? null,
    quantity: choice ? quantityOf(demands) : 0,
    spareQuantity: choice?.spareQuantity ?? 0,
    totalPence: choice?.costPence ?? 0,
    rows: choice ? rowsOf(demands, paysPence, lot.quotes, spareUnits) : [],
    ...(shared?.audit && lot.fixed === undefined && { audit: shared.audit }),
    notes,
  };
}

/** Shares what is bought of one lot by a published rule. Throws CannotShare. */
export function shareOf(
  name: RuleName,
  demands: readonly WhatIfDemand[],
  quotes: readonly CountedQuote[],
  { quoteId, costPence: totalPence }: Choice,
  spareUnits: boolean,
): LotShares {
  const rule = findSharingRule(name.id, name.version);
  if (!rule) throw new Error(`There is no sharing rule ${name.id}, version ${name.version}.`);
  const { basis, tiers } = quotes.find((one) => one.quoteId === quoteId)!.line;
  const baselines = rowsOf(
    demands,
    demands.map(() => 0),
    quotes,
    spareUnits,
  );
  const shared = demands.map((demand, i) => ({
    ...demand,
    baselinePence: baselines[i]!.baselinePence,
  }));
  return shareLot(rule, { demands: shared, schedule: { basis, tiers }, spareUnits, totalPence });
}

function auditOf(lot: LotTruth, round: RoundTruth): { audit?: CoreAudit } {
  if (lot.fixed !== undefined) return {};
  const { audit } = shareOf(round.rule, lot.demands, lot.quotes, winnerOf(lot), round.spareUnits);
  return audit ? { audit } : {};
}

function rowsOf(
  demands: readonly WhatIfDemand[],
  paysPence: readonly number[],
  quotes: readonly CountedQuote[],
  spareUnits: boolean,
): Row[] {
  const lines = quotes.map(({ line }) => line);
  return demands.map((demand, i) => {
    const best = bestAlonePence(lines, demand.quantity, spareUnits);
    return { ...savingBeside(demand, paysPence[i]!, best), partyId: demand.partyId };
  });
}

/**
 * What a school's leaving a lot after the award costs the others: the supplier's prices stand, and
 * buying spare units up to a tier counts as a remedy. Never below zero.
 */
export function harmPence({ spareUnits }: RoundTruth, lot: LotTruth, schoolUrn: string): number {
  const others = lot.demands.filter(({ id }) => id !== schoolUrn);
  const winner = lot.quotes.find(({ quoteId }) => quoteId === lot.winnerId);
  if (others.length === lot.demands.length || lot.fixed !== undefined || !winner) return 0;
  const quantity = quantityOf(others);
  const then = quantity === 0 ? 0 : leastCostPence(winner.line, quantity, spareUnits);
  const now = sumPence(lot.paysPence.filter((_, i) => lot.demands[i]!.id !== schoolUrn));
  return Math.max(0, then - now);
}

export function quantityOf(demands: readonly { readonly quantity: number }[]): number {
  return demands.reduce((sum, { quantity }) => sum + quantity, 0);
}
