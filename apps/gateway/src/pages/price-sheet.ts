import { poundsText } from '#libs/money';
import { tierBases, type QuoteLine } from '#messages/quotes';
import type { TenderLotView, TenderView } from '#messages/tenders';
import type { Form, Typed } from './kit/form.js';
import {
  lineTermsFrom,
  typedLineTerms,
  typedWholeTerms,
  wholeTermsFrom,
  type Sheet,
} from './price-sheet-terms.js';
import { mostTiers, tierProblems, totalProblem } from './price-tiers.js';

export interface SheetLot extends Pick<
  TenderLotView,
  'lotId' | 'item' | 'description' | 'quantity'
> {
  /** Where more may be bought because more can cost less: the most of it. */
  readonly mostBought?: number;
}

/** The lots of a tender as its price sheet has them. */
export function sheetLots({ lots, spareUnits }: Pick<TenderView, 'lots' | 'spareUnits'>) {
  return lots.map((lot) => ({ ...lot, ...(spareUnits && { mostBought: lot.mostQuantity }) }));
}

/** Rows for prices that the form has; a file may fill in more, and then there are more. */
export const usualTiers = 6;

const offers = ['yes', 'no', 'none'] as const;

/** A fresh sheet: every first price holds from 1. */
export function emptySheet(lots: readonly SheetLot[]): Typed {
  return Object.fromEntries(lots.map((_, n) => [`from-${n}-0`, '1']));
}

/** What was quoted, as it would be typed: for going back to it, and for sending it on. */
export function typedSheet(
  { lines, ...terms }: Sheet,
  lots: readonly SheetLot[],
): Record<string, string | string[]> {
  const entries = lots.flatMap(({ lotId }, n): [string, string][] => {
    const line = lines.find((one) => one.lotId === lotId);
    if (!line) {
      return [
        [`offer-${n}`, 'none'],
        [`from-${n}-0`, '1'],
      ];
    }
    return [
      [`offer-${n}`, line.meetsSpecification ? 'yes' : 'no'],
      [`reason-${n}`, line.reason ?? ''],
      [`basis-${n}`, line.basis],
      ...line.tiers.flatMap(({ fromQuantity, unitPricePence }, t): [string, string][] => [
        [`from-${n}-${t}`, String(fromQuantity)],
        [`price-${n}-${t}`, poundsText(unitPricePence)],
      ]),
      ...typedLineTerms(line, n),
    ];
  });
  return Object.fromEntries([...entries, ...typedWholeTerms(terms, lots)]);
}

/** How many rows of prices a lot needs on the page. */
export function rowsFor(form: Form, n: number): number[] {
  const filled = rowsOf(form, n).at(-1) ?? 0;
  return Array.from({ length: Math.max(usualTiers, filled + 1) }, (_, t) => t);
}

/** A quote from a typed sheet; what is wrong is noted beside its field. */
export function sheetFrom(form: Form, lots: readonly SheetLot[]): Sheet {
  const lines = lots.flatMap((lot, n) => {
    const offer = form.choice(`offer-${n}`, `answer for ${lot.description}`, offers);
    return offer === 'none' || !offer ? [] : [lineFrom(form, lot, n, offer)];
  });
  if (lines.length === 0 && form.problems.length === 0) {
    form.refuse('offer-0', 'Quote for at least one lot, or decline the tender');
  }
  return { lines, ...wholeTermsFrom(form, lines, lots) };
}

function lineFrom(form: Form, lot: SheetLot, n: number, offer: 'yes' | 'no'): QuoteLine {
  const { lotId, description, quantity } = lot;
  const reason =
    offer === 'no' && form.text(`reason-${n}`, `way in which your ${description} differs`);
  const basis = form.choice(`basis-${n}`, `way your prices of ${description} work`, tierBases);
  const before = form.problems.length;
  const rows = rowsOf(form, n);
  const tiers = rows.map((t) => ({
    fromQuantity: form.count(
      `from-${n}-${t}`,
      `quantity from which a price of ${description} holds`,
    ),
    unitPricePence: form.pounds(`price-${n}-${t}`, `unit price of ${description}`),
  }));
  if (rows.length === 0) form.refuse(`price-${n}-0`, `Enter a unit price for ${description}`);
  const line = { lotId, meetsSpecification: offer === 'yes', basis, tiers };
  if (form.problems.length === before) notePrices(form, line, n, rows, { description, quantity });
  return { ...line, ...(reason && { reason }), ...lineTermsFrom(form, lot, n) };
}

/** Only once every figure could be read: a stand-in would be told off for its order. */
function notePrices(
  form: Form,
  { basis, tiers }: Pick<QuoteLine, 'basis' | 'tiers'>,
  n: number,
  rows: readonly number[],
  { description, quantity }: Pick<SheetLot, 'description' | 'quantity'>,
): void {
  const problems = tierProblems(tiers, description);
  for (const { tier, at, sentence } of problems) {
    form.refuse(`${at}-${n}-${rows[tier] ?? 0}`, sentence);
  }
  if (problems.length > 0 || rows.length === 0 || !basis) return;
  const tooMuch = totalProblem({ basis, tiers }, quantity, description);
  if (tooMuch) form.refuse(`price-${n}-0`, tooMuch);
}

/** The rows in which something was typed; the first one has its quantity from the start. */
function rowsOf(form: Form, n: number): number[] {
  return Array.from({ length: mostTiers }, (_, t) => t).filter(
    (t) => form.has(`price-${n}-${t}`) || (t > 0 && form.has(`from-${n}-${t}`)),
  );
}
