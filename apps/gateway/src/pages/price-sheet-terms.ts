import { lineTermFaults, mostUnits, wholeTermFaults, type TermFault } from '#libs/allocation';
import { formatWhole, poundsText } from '#libs/money';
import {
  mostBundles,
  mostRebates,
  type QuoteBundle,
  type QuoteLine,
  type QuoteRebate,
  type QuoteTerms,
  type SealQuote,
} from '#messages/quotes';
import type { Form } from './kit/form.js';
import { percentText } from './kit/typed-values.js';
import type { SheetLot } from './price-sheet.js';

/** What a supplier fills in: the prices, and what holds for all of them together. */
export type Sheet = Pick<SealQuote, 'lines' | 'capacity' | 'bundles' | 'rebates'>;

type LineTerms = Pick<
  QuoteLine,
  'capacity' | 'minimumAward' | 'fixedFeePence' | 'deliveryPencePerSchool'
>;

/** The field of each term of lot `n`. */
const fieldOf = {
  capacity: 'capacity',
  minimumAward: 'least',
  fixedFeePence: 'fee',
  deliveryPencePerSchool: 'delivery',
} as const;

const emptyRows = 3;

/** What a lot has beside its prices, read from a typed sheet. */
export function lineTermsFrom(form: Form, { description, ...lot }: SheetLot, n: number): LineTerms {
  const before = form.problems.length;
  const units = (name: string, words: string) => unitsFrom(form, `${name}-${n}`, words);
  const pounds = (name: string, words: string) =>
    form.has(`${name}-${n}`) ? form.pounds(`${name}-${n}`, words) : undefined;
  const terms = said({
    capacity: units('capacity', `most ${description} that you can supply`),
    minimumAward: units('least', `least ${description} that you would sell`),
    fixedFeePence: pounds('fee', `fixed charge of ${description}`),
    deliveryPencePerSchool: pounds('delivery', `delivery charge of ${description}`),
  });
  if (form.problems.length > before) return {};
  const most = lot.mostBought ?? lot.quantity;
  for (const { at, sentence } of lineTermFaults(terms, description, most)) {
    form.refuse(`${fieldOf[at as keyof typeof fieldOf]}-${n}`, bare(sentence));
  }
  return terms;
}

/** The terms of a lot as they would be typed. */
export function typedLineTerms(line: LineTerms, n: number): [string, string][] {
  const { capacity, minimumAward, fixedFeePence, deliveryPencePerSchool } = line;
  return filled([
    [`capacity-${n}`, capacity?.toString()],
    [`least-${n}`, minimumAward?.toString()],
    [`fee-${n}`, fixedFeePence === undefined ? undefined : poundsText(fixedFeePence)],
    [
      `delivery-${n}`,
      deliveryPencePerSchool === undefined ? undefined : poundsText(deliveryPencePerSchool),
    ],
  ]);
}

/** What holds for all lots together; a fault is noted beside its field. */
export function wholeTermsFrom(
  form: Form,
  lines: readonly QuoteLine[],
  lots: readonly SheetLot[],
): Omit<Sheet, 'lines'> {
  const before = form.problems.length;
  const capacity = unitsFrom(form, 'capacity', 'most units that you can supply of all lots');
  const bundleRows = rowsWith(form, mostBundles, 'bundle', 'bundle-off');
  const rebateRows = rowsWith(form, mostRebates, 'rebate-from', 'rebate-rate');
  const terms = said({
    capacity,
    bundles: bundleRows.length > 0 ? bundleRows.map((k) => bundleFrom(form, k, lots)) : undefined,
    rebates: rebateRows.length > 0 ? rebateRows.map((k) => rebateFrom(form, k)) : undefined,
  });
  if (form.problems.length > before) return {};
  for (const fault of wholeTermFaults(terms, quotedOf(lines, lots))) {
    form.refuse(fieldAt(fault, bundleRows, rebateRows), bare(fault.sentence));
  }
  return terms;
}

/** The lots that are quoted for, under the names that a supplier reads. */
export function quotedOf(lines: readonly QuoteLine[], lots: readonly SheetLot[]) {
  return lines.map((line) => ({
    ...line,
    item: lots.find(({ lotId }) => lotId === line.lotId)?.description ?? '',
  }));
}

/** The terms over all lots as they would be typed; a bundle's lots are several values of a field. */
export function typedWholeTerms(
  { capacity, bundles = [], rebates = [] }: QuoteTerms,
  lots: readonly SheetLot[],
): [string, string | string[]][] {
  const numberOf = (id: string) => String(lots.findIndex(({ lotId }) => lotId === id));
  return [
    ...filled([['capacity', capacity?.toString()]]),
    ...bundles.flatMap(({ lotIds, offBasisPoints }, k): [string, string | string[]][] => [
      [`bundle-${k}`, lotIds.map(numberOf)],
      [`bundle-off-${k}`, percentText(offBasisPoints)],
    ]),
    ...rebates.flatMap(({ fromSpendPence, rateBasisPoints }, k): [string, string][] => [
      [`rebate-from-${k}`, poundsText(fromSpendPence)],
      [`rebate-rate-${k}`, percentText(rateBasisPoints)],
    ]),
  ];
}

/** How many bundles and rebates the page has room for; whether what is optional is shown open. */
export function termRows(form: Form, lots: number) {
  const room = (most: number, ...names: string[]) => {
    const last = rowsWith(form, most, ...names).at(-1) ?? -1;
    return Array.from({ length: Math.min(most, Math.max(emptyRows, last + 2)) }, (_, k) => k);
  };
  const bundles = room(mostBundles, 'bundle', 'bundle-off');
  const rebates = room(mostRebates, 'rebate-from', 'rebate-rate');
  const isOpen =
    form.has('capacity') ||
    bundles.some((k) => isFilled(form, k, 'bundle', 'bundle-off')) ||
    rebates.some((k) => isFilled(form, k, 'rebate-from', 'rebate-rate'));
  return { bundles: lots > 1 ? bundles : [], rebates, isOpen };
}

/** Whether lot `n` has a term typed in. */
export function hasLineTerms(form: Form, n: number): boolean {
  return Object.values(fieldOf).some((name) => form.has(`${name}-${n}`));
}

function bundleFrom(form: Form, k: number, lots: readonly SheetLot[]): QuoteBundle {
  const chosen = form.values(`bundle-${k}`);
  const lotIds = lots.flatMap(({ lotId }, n) => (chosen.includes(String(n)) ? [lotId] : []));
  if (lotIds.length === 0) form.refuse(`bundle-${k}`, `Select the lots of bundle ${k + 1}`);
  return { lotIds, offBasisPoints: form.percent(`bundle-off-${k}`, `discount of bundle ${k + 1}`) };
}

function rebateFrom(form: Form, k: number): QuoteRebate {
  return {
    fromSpendPence: form.pounds(`rebate-from-${k}`, `spend from which rebate ${k + 1} holds`),
    rateBasisPoints: form.percent(`rebate-rate-${k}`, `rate of rebate ${k + 1}`),
  };
}

function unitsFrom(form: Form, field: string, words: string): number | undefined {
  if (!form.has(field)) return undefined;
  const before = form.problems.length;
  const units = form.count(field, words);
  if (form.problems.length === before && (units < 1 || units > mostUnits)) {
    form.refuse(field, `The ${words} must be from 1 to ${formatWhole(mostUnits)}`);
  }
  return units;
}

/** The rows in which something was typed. */
function rowsWith(form: Form, most: number, ...names: string[]): number[] {
  return Array.from({ length: most }, (_, k) => k).filter((k) => isFilled(form, k, ...names));
}

function isFilled(form: Form, k: number, ...names: string[]): boolean {
  return names.some((name) => form.values(`${name}-${k}`).some((text) => text.trim() !== ''));
}

function fieldAt(
  { at }: TermFault,
  bundleRows: readonly number[],
  rebateRows: readonly number[],
): string {
  const [, list, index, field = ''] = /^(\w+)\[(\d+)\]\.(\w+)$/.exec(at) ?? [];
  if (list === undefined) return at;
  if (list === 'bundles') {
    const k = bundleRows[Number(index)] ?? 0;
    return field === 'lotIds' ? `bundle-${k}` : `bundle-off-${k}`;
  }
  const k = rebateRows[Number(index)] ?? 0;
  return field === 'fromSpendPence' ? `rebate-from-${k}` : `rebate-rate-${k}`;
}

function filled(entries: [string, string | undefined][]): [string, string][] {
  return entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
}

/** Without what is not said. */
export function said<T extends object>(terms: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(terms).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Beside a field a sentence has no full stop. */
export function bare(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
