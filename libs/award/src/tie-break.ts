import { createHash } from 'node:crypto';
import { exactCost, type Exact } from './exact-cost.js';
import { violations } from './feasibility.js';
import { poundsOf, unitsOf, type Formulation } from './formulation.js';
import { runHighs } from './highs-run.js';
import { awardOf, excluding, type Search, type Solver } from './part-search.js';
import { each, type LinearProgram, type Term } from './program.js';
import type { Award, Quote, TenderModel } from './tender-model.js';

/** What settled a tie, in the published order; nothing when the inputs could not. */
export type TieBreak = 'quality' | 'whole-life cost' | 'social value' | 'lot';

interface Level {
  readonly name: TieBreak;
  /** What an award is to have little of: this much for each unit of a quote. */
  readonly perUnit: (quote: Quote) => number;
}

/** A level that may not get worse any more. */
interface Held {
  readonly level: Level;
  readonly value: number;
}

/** What is looked for: this cost, the levels held, as little as possible of one more. */
interface Aim {
  readonly cost: Exact;
  readonly held: readonly Held[];
  readonly level: Level;
}

/**
 * Among awards of the same least cost: more quality over all units, then a lower whole-life cost, then
 * more social value, then the lower sum of numbers drawn from the seed that was committed to before
 * the quotes came in. Never the time of submission. Each level is solved with the cost and the levels
 * before it held, so no list of ties is needed. Tells which level made the difference.
 */
export function breakTie(solver: Solver, search: Search, seed?: string): TieBreak | undefined {
  if (search.solutions !== '>1' || !search.best) return undefined;
  const { cost } = search.best;
  const held: Held[] = [];
  for (const level of levelsOf(search.model, seed)) {
    const award = solveHeld(solver, search, { cost, held, level }, []);
    if (!award) return undefined;
    search.best = { award, cost };
    held.push({ level, value: valueOf(search.model, award, level) });
    if (!solveHeld(solver, search, { cost, held, level }, [award])) return level.name;
  }
  return undefined;
}

function levelsOf({ quotes }: TenderModel, seed: string | undefined): Level[] {
  const has = (key: 'qualityScore' | 'wholeLifePence' | 'socialValueScore') =>
    quotes.some((quote) => quote[key] !== undefined);
  return [
    { name: 'quality' as const, given: has('qualityScore'), perUnit: less('qualityScore', -1) },
    {
      name: 'whole-life cost' as const,
      given: has('wholeLifePence'),
      perUnit: less('wholeLifePence'),
    },
    {
      name: 'social value' as const,
      given: has('socialValueScore'),
      perUnit: less('socialValueScore', -1),
    },
    { name: 'lot' as const, given: seed !== undefined, perUnit: drawnFrom(seed ?? '') },
  ].filter(({ given }) => given);
}

function less(key: 'qualityScore' | 'wholeLifePence' | 'socialValueScore', factor = 1) {
  return (quote: Quote) => factor * (quote[key] ?? 0);
}

/** A number from 1 to 65,536 that anyone can draw again: SHA-256 of seed and quote id. */
export function drawnFrom(seed: string): (quote: Pick<Quote, 'quoteId'>) => number {
  return ({ quoteId }) =>
    1 + createHash('sha256').update(`${seed}\n${quoteId}`).digest().readUInt16BE(0);
}

/** Whole-unit awards of exactly this cost only: near ones are excluded, a few times at most. */
function solveHeld(
  solver: Solver,
  { model }: Search,
  aim: Aim,
  excluded: readonly Award[],
): Award | undefined {
  const near = [...excluded];
  for (let round = 0; round < 20; round += 1) {
    const formulation = excluding({ model, excluded: near });
    const limits = { seconds: solver.secondsLeft(), gapPounds: 0.4 };
    const { values, status } = runHighs(solver.highs, aimedAt(formulation, aim), limits);
    if (!values || status !== 'optimal') return undefined;
    const award = awardOf(formulation, values);
    const fits =
      violations(model, award).length === 0 &&
      exactCost(model, award).total === aim.cost &&
      aim.held.every((one) => valueOf(model, award, one.level) <= one.value + 1e-6);
    if (fits) return award;
    near.push(award);
  }
  return undefined;
}

/** The same program with cost and levels held, and the level as what is to be little. */
function aimedAt({ program, quotes }: Formulation, { cost, held, level }: Aim): LinearProgram {
  const terms = ({ perUnit }: Level) =>
    quotes.flatMap((one) =>
      perUnit(one.quote) === 0 ? [] : each(unitsOf(one), perUnit(one.quote)),
    );
  const costs = program.columns.flatMap(({ cost: by }, at): Term[] => (by === 0 ? [] : [[at, by]]));
  program.atMost(poundsOf(cost) + 1e-6, costs);
  for (const { level: before, value } of held) program.atMost(value, terms(before));
  const aim = new Map(terms(level));
  const columns = program.columns.map((column, at) => ({ ...column, cost: aim.get(at) ?? 0 }));
  return { columns, rows: program.rows };
}

function valueOf({ quotes }: TenderModel, award: Award, level: Level): number {
  return award.reduce((all, { quoteId, quantity }) => {
    const quote = quotes.find((one) => one.quoteId === quoteId)!;
    return all + level.perUnit(quote) * quantity;
  }, 0);
}
