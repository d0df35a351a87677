import type { Highs } from 'highs';
import { exactCost, type Exact } from './exact-cost.js';
import { violations } from './feasibility.js';
import { formulate, poundsOf, unitsOf, type Formulation } from './formulation.js';
import { runHighs, type Solved, type SolverProgress } from './highs-run.js';
import { each, type Term } from './program.js';
import type { Award, TenderModel } from './tender-model.js';

/** Proved to the penny: what is found is less than half a penny above what is possible. */
export const gapPounds = 0.0049;

/** What is known of the least cost of a part of the tender. */
export interface Search {
  readonly model: TenderModel;
  /** The cheapest award found, repriced exactly. */
  best?: { readonly award: Award; readonly cost: Exact };
  /** No award of this part costs less, in pounds. */
  boundPounds: number;
  proved: boolean;
  /** Whether another award costs exactly the same. */
  solutions: 1 | '>1' | 'unknown';
  /** Awards that the solver is not to come back with. */
  readonly excluded: Award[];
  nodes: number;
}

/** A solver, its time and who looks on. */
export interface Solver {
  readonly highs: Highs;
  secondsLeft(): number;
  readonly watch?: (search: Search, phase: 'cost' | 'ties', progress: SolverProgress) => void;
}

/** Rounds of excluding and solving again before the search gives up. */
const mostRounds = 40;

/** A search that knows nothing yet, but to award nothing where that is allowed. */
export function searchOf(model: TenderModel): Search {
  const nothing = violations(model, []).length === 0;
  return {
    model,
    ...(nothing && { best: { award: [], cost: exactCost(model, []).total } }),
    boundPounds: -Infinity,
    proved: false,
    solutions: 'unknown',
    excluded: [],
    nodes: 0,
  };
}

/**
 * Finds the least cost. What the solver returns counts at its exact price in whole units; where that
 * is not the solver's own figure, the award is excluded and the rest is solved again, until the
 * bound on all that is left meets the cheapest award that was priced.
 */
export function proveCost(solver: Solver, search: Search): void {
  for (let round = 0; round < mostRounds && !search.proved; round += 1) {
    const solved = solve(solver, search, 'cost', excluding(search));
    const found = take(search, solved);
    if (solved.status === 'stopped') return raiseBound(search, solved);
    if (solved.status === 'infeasible') search.proved = true;
    raiseBound(search, solved);
    search.proved ||= bestPounds(search) - search.boundPounds <= gapPounds + 1e-6;
    if (!search.proved && found) search.excluded.push(found);
    if (!search.proved && !found) return;
  }
}

/**
 * Asks for another award that costs as little: first one that takes other tiers, which is one row more,
 * then other quantities in the same tiers, which is a small program. A cheaper one, which only the
 * last half penny can hide, becomes the best.
 */
export function countTies(solver: Solver, search: Search): void {
  if (!search.proved || !search.best) return;
  const patterns = [search.best.award];
  const others = anotherAmong(solver, search, patterns, () => withoutPatterns(search, patterns));
  if (others !== 'none') return settle(search, others);
  for (const pattern of patterns) {
    const same = [pattern];
    const other = anotherAmong(solver, search, same, () => withinPattern(search, pattern, same));
    if (other !== 'none') return settle(search, other);
  }
  search.solutions = 1;
}

type Another = 'tied' | 'none' | 'unknown';

function settle(search: Search, another: Another): void {
  if (another === 'tied') search.solutions = '>1';
}

/** Is there one more award of the least cost? What is found but dearer joins the excluded. */
function anotherAmong(
  solver: Solver,
  search: Search,
  excluded: Award[],
  formulation: () => Formulation,
): Another {
  for (let round = 0; round < mostRounds; round += 1) {
    const solved = solve(solver, search, 'ties', formulation());
    const before = search.best!.cost;
    const found = take(search, solved);
    if (found && exactCost(search.model, found).total === before) return 'tied';
    const above = solved.status === 'infeasible' || solved.boundPounds > bestPounds(search) + least;
    if (above) return 'none';
    if (!found) return 'unknown';
    excluded.push(found);
  }
  return 'unknown';
}

/** Below a hundredth of a penny a bound in doubles proves nothing. */
const least = 0.0001;

function solve(
  solver: Solver,
  search: Search,
  phase: 'cost' | 'ties',
  { program }: Formulation,
): Solved {
  const best = bestPounds(search);
  return runHighs(solver.highs, program, {
    seconds: solver.secondsLeft(),
    gapPounds,
    ...(phase === 'ties' && { cutoffPounds: best + 10 * least }),
    watch: (progress) => {
      solver.watch?.(search, phase, progress);
      if (phase === 'cost') return false;
      return progress.boundPounds > best + least || progress.incumbentPounds <= best + least / 10;
    },
  });
}

/** The award of a solution, if it is one: kept when it is the cheapest so far. */
function take(search: Search, solved: Solved): Award | undefined {
  search.nodes += solved.nodes;
  if (!solved.values) return undefined;
  const award = awardOf(formulate(search.model), solved.values);
  if (violations(search.model, award).length > 0) return award;
  const cost = exactCost(search.model, award).total;
  if (!search.best || cost < search.best.cost) search.best = { award, cost };
  return award;
}

/** Awards that were set aside are bounded by their own price. */
function raiseBound(search: Search, solved: Solved): void {
  const aside = search.excluded
    .filter((award) => violations(search.model, award).length === 0)
    .map((award) => poundsOf(exactCost(search.model, award).total));
  const bound = Math.min(solved.boundPounds, ...aside);
  if (!Number.isNaN(bound)) search.boundPounds = Math.max(search.boundPounds, bound);
}

function bestPounds({ best }: Search): number {
  return best ? poundsOf(best.cost) : Infinity;
}

/** The whole units of each quote in a solution. */
export function awardOf({ quotes }: Formulation, values: Float64Array): Award {
  return quotes.flatMap((columns) => {
    const quantity = unitsOf(columns).reduce((all, at) => all + Math.round(values[at] ?? 0), 0);
    return quantity > 0 ? [{ quoteId: columns.quote.quoteId, quantity }] : [];
  });
}

/** The tier of each quote that an award takes: the sum over copies is 1 for it. */
function tiersTaken({ quotes }: Formulation, award: Award): { on: Term[][]; off: Term[][] } {
  const tiers = quotes.flatMap(({ quote, copies }) => {
    const won = award.find(({ quoteId }) => quoteId === quote.quoteId)?.quantity ?? 0;
    return copies[0]!.map(({ piece }, tier) => ({
      terms: each(copies.map((choices) => choices[tier]!.taken)),
      taken: won >= piece.low && won <= piece.high,
    }));
  });
  return {
    on: tiers.filter(({ taken }) => taken).map(({ terms }) => terms),
    off: tiers.filter(({ taken }) => !taken).map(({ terms }) => terms),
  };
}

/** Some tier is taken that these awards do not take, or one left that they do. */
function withoutPatterns({ model }: Search, awards: readonly Award[]): Formulation {
  const formulation = formulate(model);
  for (const award of awards) {
    const { on, off } = tiersTaken(formulation, award);
    const left = on.flat().map(([column]): Term => [column, -1]);
    formulation.program.atLeast(1 - on.length, [...off.flat(), ...left]);
  }
  return formulation;
}

/** The tiers of this award, in other quantities than those excluded. */
function withinPattern({ model }: Search, pattern: Award, excluded: readonly Award[]): Formulation {
  const formulation = excluding({ model, excluded });
  const { on, off } = tiersTaken(formulation, pattern);
  for (const terms of on) formulation.program.exactly(1, terms);
  formulation.program.exactly(0, off.flat());
  return formulation;
}

/** The program without the excluded awards: some quote gets more, or some quote gets less. */
export function excluding({
  model,
  excluded,
}: {
  model: TenderModel;
  excluded: readonly Award[];
}): Formulation {
  const formulation = formulate(model);
  const { program, quotes } = formulation;
  for (const award of excluded) {
    const others = quotes.flatMap((columns) => {
      const won = award.find(({ quoteId }) => quoteId === columns.quote.quoteId)?.quantity ?? 0;
      const units = each(unitsOf(columns));
      const changes: number[] = [];
      if (won < columns.most) {
        const more = program.binary();
        program.atLeast(0, [...units, [more, -(won + 1)]]);
        changes.push(more);
      }
      if (won > 0) {
        const fewer = program.binary();
        program.atMost(columns.most, [...units, [fewer, columns.most - won + 1]]);
        changes.push(fewer);
      }
      return changes;
    });
    program.atLeast(1, each(others));
  }
  return formulation;
}
