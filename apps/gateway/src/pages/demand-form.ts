import { sumPence, timesPence, vatPence } from '#libs/money';
import type { DemandLine, Lot } from '#messages/rounds';
import {
  evidenceAnswers,
  evidenceItems,
  evidenceParts,
  fieldOf,
  hasDocument,
  readEvidence,
  typedEvidence,
} from './evidence-form.js';
import type { Form, Typed } from './kit/form.js';
import type { FieldNames } from './kit/form-faults.js';
import { formatPlural } from './kit/view-filters.js';
import { unitsOf } from './round-words.js';

const quantities = ['desired', 'min', 'max'] as const;

/** The lines that were typed, a lot without anything left out; problems are noted on the form. */
export function readDemand(form: Form, lots: readonly Lot[]): DemandLine[] {
  const lines = lots.flatMap((lot, at) => readLine(form, lot, at));
  if (lines.length === 0 && form.problems.length === 0) {
    const sentence = 'Enter how much you want of at least one lot, or say “not this time”';
    form.refuse('desired-0', sentence);
  }
  return lines;
}

/** Where the message's fields stand on the form, whose lots may be left out in between. */
export function demandFields(lots: readonly Lot[], lines: readonly DemandLine[]): FieldNames {
  const names = lines.flatMap((line, index): [string, string][] => {
    const at = lots.findIndex(({ lotId }) => lotId === line.lotId);
    return [
      [`lines[${index}].desired`, `desired-${at}`],
      [`lines[${index}].min`, `min-${at}`],
      [`lines[${index}].max`, `max-${at}`],
      [`lines[${index}].lastPricePence`, `last-${at}`],
      [`lines[${index}].evidenceReference`, `reference-${at}`],
      [`lines[${index}].evidenceDay`, `seen-${at}`],
      [`lines[${index}].evidenceHash`, `hash-${at}`],
      [`lines[${index}].benchmarkPricePence`, `benchmark-${at}`],
      [`lines[${index}].benchmarkSource`, `benchmarkSource-${at}`],
    ];
  });
  return Object.fromEntries(names);
}

/** Lines as the form starts with them: what was asked before, or what a file says. */
export function typedDemand(lots: readonly Lot[], lines: readonly DemandLine[]): Typed {
  const typed = lots.flatMap((lot, at): [string, string | number][] => {
    const line = lines.find(({ lotId }) => lotId === lot.lotId);
    if (!line) return [];
    return [
      [`desired-${at}`, line.desired],
      [`min-${at}`, line.min],
      [`max-${at}`, line.max],
      ...typedEvidence(line, at),
    ];
  });
  return Object.fromEntries(typed);
}

/** Every field of the form that something stands in: carried through the page of answers. */
export function typedFields(form: Form, lots: readonly Lot[]): { name: string; value: string }[] {
  return lots.flatMap((_, at) => {
    const names = [
      ...quantities.map((part) => `${part}-${at}`),
      ...evidenceParts.map((part) => fieldOf(part, at)),
    ];
    return names
      .filter((name) => form.has(name))
      .map((name) => ({ name, value: form.value(name) }));
  });
}

/** What a lot's fields are called on the page. */
export function lotQuestions(form: Form, lots: readonly Lot[]) {
  return lots.map((lot, at) => ({
    ...lot,
    at,
    units: unitsOf(lot),
    evidence: evidenceItems(form, at),
    evidenceOpen: hasDocument(form, at),
  }));
}

/** The lines as answers to check. */
export function answersOf(lots: readonly Lot[], lines: readonly DemandLine[]) {
  return lines.flatMap((line) => {
    const lot = lots.find(({ lotId }) => lotId === line.lotId);
    if (!lot) return [];
    const count = (units: number) => formatPlural(units, lot.unit, unitsOf(lot));
    return [
      {
        description: lot.description,
        rows: [
          { key: 'Wanted', value: count(line.desired) },
          { key: 'At least', value: count(line.min) },
          { key: 'At most', value: count(line.max) },
          ...evidenceAnswers(line, lot.unit),
        ],
      },
    ];
  });
}

/** What one line may cost its school at most, as the round will reckon it. */
export interface WorstCase {
  readonly item: string;
  readonly max: number;
  readonly ceilingPence: number;
  readonly netPence: number;
  /** Only VAT that the party does not get back is a cost. */
  readonly vatPence: number;
}

export function worstCases(
  lots: readonly Lot[],
  lines: readonly DemandLine[],
  vatRecovered: boolean,
): WorstCase[] {
  return lines.flatMap(({ lotId, max }) => {
    const lot = lots.find((one) => one.lotId === lotId);
    if (!lot) return [];
    const { item, ceilingPence, vatRateBasisPoints } = lot;
    const netPence = timesPence(ceilingPence, max);
    const vat = vatRecovered ? 0 : vatPence(netPence, vatRateBasisPoints);
    return [{ item, max, ceilingPence, netPence, vatPence: vat }];
  });
}

export function costPence(cases: readonly WorstCase[]): number {
  return sumPence(cases.flatMap((one) => [one.netPence, one.vatPence]));
}

function readLine(form: Form, lot: Lot, at: number): DemandLine[] {
  const used = [...quantities, 'last', 'reference', 'hash', 'benchmark', 'benchmarkSource'];
  if (!used.some((part) => form.has(`${part}-${at}`))) return [];
  const units = unitsOf(lot);
  const of = `of ${lot.item}`;
  const desired = form.count(`desired-${at}`, `number of ${units} ${of} that you want`);
  const min = form.has(`min-${at}`) ? form.count(`min-${at}`, `least number of ${units} ${of}`) : 0;
  const max = form.has(`max-${at}`)
    ? form.count(`max-${at}`, `most ${units} ${of} that you would take`)
    : desired;
  if (form.problems.length === 0 && desired === 0) {
    form.refuse(`desired-${at}`, `Leave everything about ${lot.item} empty if you want none of it`);
  }
  if (form.problems.length === 0) noteOrder(form, lot, at, { min, desired, max });
  return [{ lotId: lot.lotId, min, desired, max, ...readEvidence(form, lot, at) }];
}

function noteOrder(
  form: Form,
  { item }: Lot,
  at: number,
  { min, desired, max }: { min: number; desired: number; max: number },
): void {
  if (min > desired) {
    form.refuse(`min-${at}`, `The least of ${item} may not be more than what you want, ${desired}`);
  }
  if (max < desired) {
    form.refuse(`max-${at}`, `The most of ${item} may not be less than what you want, ${desired}`);
  }
}
