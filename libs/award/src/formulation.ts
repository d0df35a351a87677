import { exactPence, exactPerPenny, feesOf, lotOf, qualityOf } from './exact-cost.js';
import { mostOf, piecesOf, type Piece } from './pieces.js';
import { each, Program, type Term } from './program.js';
import type { Bundle, Quote, RebateStep, TenderModel } from './tender-model.js';

/** A tier of a quote in one copy: taken or not, and how many units of it. */
interface Choice {
  readonly piece: Piece;
  readonly taken: number;
  readonly units: number;
}

/** The variables of a quote: a list of choices for each copy. */
export interface QuoteColumns {
  readonly quote: Quote;
  readonly most: number;
  readonly copies: readonly (readonly Choice[])[];
}

/** A program and where its quantities are. */
export interface Formulation {
  readonly program: Program;
  readonly quotes: readonly QuoteColumns[];
}

/**
 * The award as a mixed-integer program in the multiple-choice form: each tier of each quote is a
 * binary with its own whole quantity between the tier's ends, once for each rebate step of the
 * supplier, so that cost is linear and no constant “big enough” is needed (Croxton, Gendron and
 * Magnanti 2003 show that this relaxation is the lower convex envelope of the cost). Money in pounds.
 */
export function formulate(model: TenderModel): Formulation {
  const program = new Program();
  const quotes = model.quotes.flatMap((quote) => {
    const pieces = piecesOf(model, quote);
    if (pieces.length === 0) return [];
    const steps = stepsOf(model, quote.supplierId);
    const copies = [0, ...steps.map((step) => step.rateBasisPoints)].map((rate) =>
      pieces.map((piece) => choice(program, model, quote, piece, rate)),
    );
    const columns = { quote, most: mostOf(model, quote), copies };
    program.atMost(1, each(takenOf(columns)));
    return [columns];
  });
  limitLots(program, model, quotes);
  limitSuppliers(program, model, quotes);
  limitWinners(program, model, quotes);
  for (const bundle of model.bundles ?? []) addBundle(program, bundle, quotes);
  return { program, quotes };
}

/** The units of a quote: the sum over tiers and copies. */
export function unitsOf({ copies }: QuoteColumns): number[] {
  return copies.flat().map(({ units }) => units);
}

/** Yes exactly when the quote wins something: the sum over tiers and copies. */
export function takenOf({ copies }: QuoteColumns): number[] {
  return copies.flat().map(({ taken }) => taken);
}

/** A whole number of ten-millionths of a penny as pounds. */
export function poundsOf(exact: bigint): number {
  return Number(exact) / (100 * Number(exactPerPenny));
}

function stepsOf(model: TenderModel, supplierId: string): readonly RebateStep[] {
  return model.rebates?.find((rebate) => rebate.supplierId === supplierId)?.steps ?? [];
}

function choice(
  program: Program,
  model: TenderModel,
  quote: Quote,
  piece: Piece,
  rateBasisPoints: number,
): Choice {
  const kept = BigInt(10_000 - rateBasisPoints);
  const fees = feesOf(quote, lotOf(model, quote.lotId));
  const taken = program.binary(poundsOf((piece.base * kept) / 10_000n + fees));
  const each = (piece.unit * kept) / 10_000n - qualityOf(quote);
  const units = program.whole(piece.high, poundsOf(each));
  between(program, piece, [[taken, 1]], [[units, 1]]);
  return { piece, taken, units };
}

/** low × taken ≤ units ≤ high × taken. */
function between(program: Program, piece: Piece, taken: Term[], units: Term[]): void {
  const scaled = (factor: number) => taken.map(([column, by]): Term => [column, -factor * by]);
  program.atLeast(0, [...units, ...scaled(piece.low)]);
  program.atMost(0, [...units, ...scaled(piece.high)]);
}

function limitLots(program: Program, model: TenderModel, quotes: readonly QuoteColumns[]): void {
  for (const { lotId, quantity, spareUnits = 0, reserveUnitPence, maxSuppliers } of model.lots) {
    const own = quotes.filter(({ quote }) => quote.lotId === lotId);
    const reserve = poundsOf(exactPence(reserveUnitPence ?? 0));
    const unfilled = program.whole(reserveUnitPence === undefined ? 0 : quantity, reserve);
    const spare: Term[] = spareUnits > 0 ? [[program.whole(spareUnits), -1]] : [];
    program.exactly(quantity, [...each(own.flatMap(unitsOf)), [unfilled, 1], ...spare]);
    if (maxSuppliers !== undefined && maxSuppliers < own.length) {
      program.atMost(maxSuppliers, each(own.flatMap(takenOf)));
    }
  }
}

/** The units of a supplier, and its rebate steps: each a binary that one whole copy hangs on. */
function limitSuppliers(
  program: Program,
  model: TenderModel,
  quotes: readonly QuoteColumns[],
): void {
  for (const supplierId of suppliersOf(quotes)) {
    const own = quotes.filter(({ quote }) => quote.supplierId === supplierId);
    const most = model.supplierCapacity?.[supplierId] ?? Infinity;
    if (own.reduce((all, columns) => all + columns.most, 0) > most) {
      program.atMost(most, each(own.flatMap(unitsOf)));
    }
    const steps = stepsOf(model, supplierId);
    if (steps.length === 0) continue;
    const reached = [undefined, ...steps].map((step, copy) => {
      const at = program.binary();
      for (const { copies } of own) {
        program.atMost(0, [...each(copies[copy]!.map(({ taken }) => taken)), [at, -1]]);
      }
      if (step) reach(program, step, at, own, copy);
      return at;
    });
    program.exactly(1, each(reached));
  }
}

/** The copy's goods reach the step, counted in pounds. */
function reach(
  program: Program,
  { fromSpendPence }: RebateStep,
  at: number,
  own: readonly QuoteColumns[],
  copy: number,
): void {
  const spend = own.flatMap(({ copies }) =>
    copies[copy]!.flatMap(({ piece, taken, units }): Term[] => [
      [units, poundsOf(piece.unit)],
      ...(piece.base === 0n ? [] : [[taken, poundsOf(piece.base)] as const]),
    ]),
  );
  program.atLeast(0, [...spend, [at, -poundsOf(exactPence(fromSpendPence))]]);
}

function limitWinners(
  program: Program,
  { maxWinners }: TenderModel,
  quotes: readonly QuoteColumns[],
): void {
  const suppliers = suppliersOf(quotes);
  if (maxWinners === undefined || maxWinners >= suppliers.length) return;
  const winners = suppliers.map((supplierId) => {
    const winner = program.binary();
    for (const columns of quotes.filter(({ quote }) => quote.supplierId === supplierId)) {
      program.atMost(0, [...each(takenOf(columns)), [winner, -1]]);
    }
    return winner;
  });
  program.atMost(maxWinners, each(winners));
}

/** A second copy of the listed quotes, all of it or none, that carries the discount. */
function addBundle(
  program: Program,
  { supplierId, lotIds, offBasisPoints }: Bundle,
  quotes: readonly QuoteColumns[],
): void {
  const listed = quotes.filter(
    ({ quote }) => quote.supplierId === supplierId && lotIds.includes(quote.lotId),
  );
  if (listed.length < lotIds.length || offBasisPoints === 0) return;
  const earned = program.binary();
  const off = (exact: bigint) => -poundsOf((exact * BigInt(offBasisPoints)) / 10_000n);
  for (const { copies } of listed) {
    const discounted = copies[0]!.map(({ piece }, tier) => {
      const taken = program.following(1, off(piece.base));
      const units = program.following(piece.high, off(piece.unit));
      between(program, piece, [[taken, 1]], [[units, 1]]);
      const all = copies.map((choices) => choices[tier]!);
      const takenLeft: Term[] = [...each(all.map((one) => one.taken)), [taken, -1]];
      program.atLeast(0, takenLeft);
      between(program, piece, takenLeft, [...each(all.map((one) => one.units)), [units, -1]]);
      return taken;
    });
    program.exactly(0, [...each(discounted), [earned, -1]]);
  }
}

function suppliersOf(quotes: readonly QuoteColumns[]): string[] {
  return [...new Set(quotes.map(({ quote }) => quote.supplierId))];
}
