import type { Highs } from 'highs';
import { exactCost, type Exact } from './exact-cost.js';
import { violations } from './feasibility.js';
import { formulate, poundsOf, unitsOf, type Formulation } from './formulation.js';
import { runHighs, type Solved, type SolverProgress } from './highs-run.js';
import { each } from './program.js';
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
    const solved = solve(solver, search, 'cost');
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
 * Asks for another award that costs as little: excludes what is found and solves again. A cheaper one,
 * which only the last half penny can hide, becomes the best.
 */
export function countTies(solver: Solver, search: Search): void {
  if (!search.proved || !search.best) return;
  search.excluded.push(search.best.award);
  for (let round = 0; round < mostRounds && search.solutions === 'unknown'; round += 1) {
    const solved = solve(solver, search, 'ties');
    const before = search.best.cost;
    const found = take(search, solved);
    const tied = found && exactCost(search.model, found).total === before;
    const above = solved.status === 'infeasible' || solved.boundPounds > bestPounds(search) + least;
    if (tied) search.solutions = '>1';
    else if (above) search.solutions = 1;
    else if (!found) return;
    else search.excluded.push(found);
  }
}

/** Below a hundredth of a penny a bound in doubles proves nothing. */
const least = 0.0001;

function solve(solver: Solver, search: Search, phase: 'cost' | 'ties'): Solved {
  const { program } = excluding(search);
  const best = bestPounds(search);
  return runHighs(solver.highs, program, {
    seconds: solver.secondsLeft(),
    gapPounds,
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

/** The program without the excluded awards: some quote gets more, or some quote gets less. */
export function excluding({ model, excluded }: Pick<Search, 'model' | 'excluded'>): Formulation {
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
