import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import loadHighs, { type Highs } from 'highs';
import { componentsOf, inOrder } from './components.js';
import { exactCost, penceOf, type ExactCost } from './exact-cost.js';
import { poundsOf } from './formulation.js';
import { lotByLot } from './lot-by-lot.js';
import { countTies, proveCost, searchOf, type Search, type Solver } from './part-search.js';
import { breakTie, type TieBreak } from './tie-break.js';
import { assertModel, type Award, type TenderModel } from './tender-model.js';
import { violations } from './feasibility.js';

/** How long to try, and what breaks ties. */
export interface AwardOptions {
  /** For the whole tender; 180 unless said. What is found by then is told with its gap. */
  readonly seconds?: number;
  /** Look for awards that cost the same? Yes unless told otherwise; adds to the time. */
  readonly ties?: boolean;
  /** The public seed, committed to beforehand, from which lots are drawn. */
  readonly seed?: string;
}

/** A sign of life. Pence of the part under way; a bound is left out until there is one. */
export interface AwardProgress {
  readonly phase: 'cost' | 'ties';
  readonly part: number;
  readonly parts: number;
  readonly incumbentPence?: number;
  readonly boundPence?: number;
  readonly gapPence?: number;
  readonly nodes: number;
  readonly seconds: number;
}

/** An award and what is known of it. Pence, with decimals where rates leave them. */
export interface BestAward {
  /** By lot and quote; absent when nothing feasible was found. */
  readonly award?: Award;
  readonly costPence?: number;
  readonly parts?: CostParts;
  /** No award can cost half a penny less. */
  readonly proved: boolean;
  /** No award costs less than this. */
  readonly boundPence: number;
  /** How far what was found may be above what is possible; nothing when proved. */
  readonly gapPence: number;
  /** `impossible`: no award fills every lot that has no reserve price. */
  readonly outcome: 'awarded' | 'impossible' | 'nothing found';
  /** Is the award the only one of its cost? */
  readonly optimalSolutions: 1 | '>1' | 'unknown';
  /** How ties were settled, if there were any: `undecided` needs a published order. */
  readonly tieBrokenBy: readonly (TieBreak | 'undecided')[];
  readonly certificate: Certificate;
}

/** The cost of an award by what it is for; total = goods + fees + unfilled − the other three. */
export type CostParts = { readonly [Name in keyof ExactCost as `${Name}Pence`]: number };

/** What is needed to run it again and compare. */
export interface Certificate {
  /** SHA-256 of the canonical tender: lists by id, RFC 8785. */
  readonly inputHash: string;
  readonly solver: string;
  readonly absoluteGapPence: number;
  readonly components: number;
  readonly nodes: number;
}

/** Loads the solver once in a thread. Its types are CommonJS, its module is not. */
export function solverOfThread(): Promise<Highs> {
  return (loaded ??= (loadHighs as unknown as typeof loadHighs.default)());
}
let loaded: Promise<Highs> | undefined;

/** SHA-256 of the tender with its lists by id, as canonical JSON. */
export function inputHashOf(model: TenderModel): string {
  return createHash('sha256')
    .update(canonicalize(inOrder(model))!)
    .digest('hex');
}

/**
 * The least-cost award of a tender in whole units, proved, and chosen among equals by the published
 * order. Blocks its thread: `solveAward` is for servers. Throws RangeError for a faulty model.
 */
export function bestAward(
  highs: Highs,
  model: TenderModel,
  { seconds = 180, ties = true, seed }: AwardOptions = {},
  watch: (progress: AwardProgress) => void = () => {},
): BestAward {
  assertModel(model);
  const searches = componentsOf(model).map(searchOf);
  const solver = solverFor(highs, searches, seconds, watch);
  for (const search of searches) proveCost(solver, search);
  if (searches.some(({ proved }) => !proved)) return summary(highs, model, searches, []);
  if (ties) for (const search of searches) countTies(solver, search);
  const tied = searches.filter(({ solutions }) => solutions === '>1');
  const brokenBy = tied.map((search) => breakTie(solver, search, seed) ?? 'undecided');
  return summary(highs, model, searches, [...new Set(brokenBy)]);
}

function solverFor(
  highs: Highs,
  searches: readonly Search[],
  seconds: number,
  watch: (progress: AwardProgress) => void,
): Solver {
  const start = performance.now();
  const passed = () => (performance.now() - start) / 1000;
  return {
    highs,
    secondsLeft: () => Math.max(0, seconds - passed()),
    watch: (search, phase, { incumbentPounds, boundPounds, nodes }) => {
      const own = search.best ? poundsOf(search.best.cost) : Infinity;
      const [best, bound] = [Math.min(own, incumbentPounds) * 100, boundPounds * 100];
      watch({
        phase,
        part: 1 + searches.indexOf(search),
        parts: searches.length,
        ...(best < Infinity && { incumbentPence: best }),
        ...(bound > -Infinity && { boundPence: bound }),
        ...(best < Infinity && bound > -Infinity && { gapPence: Math.max(0, best - bound) }),
        nodes,
        seconds: passed(),
      });
    },
  };
}

function summary(
  highs: Highs,
  model: TenderModel,
  searches: readonly Search[],
  tieBrokenBy: BestAward['tieBrokenBy'],
): BestAward {
  const proved = searches.every((search) => search.proved);
  const award = awardFrom(highs, model, searches, proved);
  const boundPence = searches.reduce((all, { boundPounds }) => all + boundPounds * 100, 0);
  const cost = award && exactCost(model, award);
  const costPence = cost && penceOf(cost.total);
  const all = searches.map(({ solutions }) => solutions);
  const unique = all.every((one) => one === 1) ? 1 : 'unknown';
  return {
    ...(award && cost && { award, costPence: penceOf(cost.total), parts: costParts(cost) }),
    proved: proved && award !== undefined,
    boundPence: proved && costPence !== undefined ? Math.min(boundPence, costPence) : boundPence,
    gapPence: proved || costPence === undefined ? 0 : Math.max(0, costPence - boundPence),
    outcome: award ? 'awarded' : proved ? 'impossible' : 'nothing found',
    optimalSolutions: all.includes('>1') ? '>1' : unique,
    tieBrokenBy,
    certificate: {
      inputHash: inputHashOf(model),
      solver: `HiGHS ${highs.version.string} (${highs.version.gitHash}), WebAssembly`,
      absoluteGapPence: 0.49,
      components: searches.length,
      nodes: searches.reduce((sum, { nodes }) => sum + nodes, 0),
    },
  };
}

/** What the parts found together; when time ran out, lot by lot if that is cheaper. */
function awardFrom(
  highs: Highs,
  model: TenderModel,
  searches: readonly Search[],
  proved: boolean,
): Award | undefined {
  const found = searches.every(({ best }) => best !== undefined)
    ? inLotOrder(
        model,
        searches.flatMap(({ best }) => best!.award),
      )
    : undefined;
  if (proved) return found;
  const simple = lotByLot(highs, model);
  if (!simple || violations(model, simple.award).length > 0) return found;
  if (found && exactCost(model, found).total <= exactCost(model, simple.award).total) return found;
  return inLotOrder(model, simple.award);
}

function inLotOrder(model: TenderModel, award: Award): Award {
  const { lots, quotes } = inOrder(model);
  const ordered = lots.flatMap(({ lotId }) => quotes.filter((quote) => quote.lotId === lotId));
  return ordered.flatMap(({ quoteId }) => award.filter((win) => win.quoteId === quoteId));
}

function costParts(cost: ExactCost): CostParts {
  const pence = Object.entries(cost).map(([name, exact]) => [`${name}Pence`, penceOf(exact)]);
  return Object.fromEntries(pence) as CostParts;
}
