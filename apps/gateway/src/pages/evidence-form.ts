import { londonDay } from '#libs/calendar';
import { formatPounds, poundsText } from '#libs/money';
import type { DemandLine, EvidenceGrade, EvidenceKind, Lot } from '#messages/rounds';
import type { Form } from './kit/form.js';
import { formatDay } from './kit/view-filters.js';

type Evidence = Omit<DemandLine, 'lotId' | 'min' | 'desired' | 'max'>;

/** What can show a price that was paid; a list or framework price only stands beside it. */
const kinds = ['invoice', 'order', 'offer', 'note'] as const;
type ShowingKind = (typeof kinds)[number];

/** The same words wherever evidence is asked for or shown. */
export const evidenceKindWords: Readonly<Record<EvidenceKind, string>> = {
  invoice: 'An invoice',
  order: 'An order or a contract',
  offer: 'A written offer',
  note: 'A note, or what somebody remembers',
  framework: 'A framework agreement',
  list: 'A price list',
};
const noEvidence = 'Nothing: I do not know what we paid last';

/** The grade follows from the kind: nobody grades their own evidence. */
const grades: Readonly<Record<ShowingKind, EvidenceGrade>> = {
  invoice: 'A',
  order: 'B',
  offer: 'B',
  note: 'C',
};

export function gradeOfKind(kind: string): EvidenceGrade | undefined {
  return kinds.includes(kind as ShowingKind) ? grades[kind as ShowingKind] : undefined;
}

/** What a line's evidence was called: by its kind, or by the grade that early lines have alone. */
export function kindOf({ evidenceKind, evidenceGrade }: DemandLine): EvidenceKind | 'none' {
  if (evidenceKind) return evidenceKind;
  const early = { A: 'invoice', B: 'order', C: 'note', none: 'none' } as const;
  return early[evidenceGrade];
}

/** The fields about evidence of one lot, by the part of their name before the lot's number. */
export const evidenceParts = [
  'last',
  'evidence',
  'reference',
  'seen',
  'seen-day',
  'seen-month',
  'seen-year',
  'hash',
  'benchmark',
  'benchmarkSource',
] as const;

/** What is written in the fields of a date, which end in the part of the day. */
export function fieldOf(part: (typeof evidenceParts)[number], at: number): string {
  const [name, end] = part.split('-');
  return end ? `${name}-${at}-${end}` : `${name}-${at}`;
}

/** Evidence as the form starts with it. */
export function typedEvidence(line: DemandLine, at: number): [string, string | number][] {
  const { lastPricePence, evidenceDay, benchmarkPricePence } = line;
  const [year = '', month = '', day = ''] = (evidenceDay ?? '').split('-');
  return [
    [`last-${at}`, lastPricePence === null ? '' : poundsText(lastPricePence)],
    [`evidence-${at}`, kindOf(line)],
    [`reference-${at}`, line.evidenceReference ?? ''],
    [`seen-${at}-day`, day],
    [`seen-${at}-month`, month],
    [`seen-${at}-year`, year],
    [`hash-${at}`, line.evidenceHash ?? ''],
    [`benchmark-${at}`, benchmarkPricePence === undefined ? '' : poundsText(benchmarkPricePence)],
    [`benchmarkSource-${at}`, line.benchmarkSource ?? ''],
  ];
}

/** The list to choose from. */
export function evidenceItems(form: Form, at: number) {
  const chosen = form.value(`evidence-${at}`);
  return [
    { value: '', text: 'Choose' },
    ...kinds.map((value) => ({
      value,
      text: evidenceKindWords[value],
      selected: chosen === value,
    })),
    { value: 'none', text: noEvidence, selected: chosen === 'none' },
  ];
}

/** Is there anything to see among the fields that are folded away? */
export function hasDocument(form: Form, at: number): boolean {
  const folded = evidenceParts.slice(3).map((part) => fieldOf(part, at));
  return [...folded, `document-${at}`].some((name) => form.has(name) || form.error(name));
}

export function readEvidence(form: Form, lot: Lot, at: number): Evidence {
  return { ...readLastPrice(form, lot, at), ...readBenchmark(form, lot, at) };
}

function readLastPrice(form: Form, lot: Lot, at: number): Evidence {
  const { item, unit } = lot;
  const words = `evidence of the last price of ${item}`;
  const kind = form.choice(`evidence-${at}`, words, [...kinds, 'none']);
  if (kind === 'none') {
    if (form.has(`last-${at}`)) {
      const sentence = `Say what shows the last price of ${item}, or leave the price empty`;
      form.refuse(`last-${at}`, sentence);
    } else if (form.has(`hash-${at}`)) {
      const sentence = `Say what the document about ${item} is, and the price that it shows`;
      form.refuse(`evidence-${at}`, sentence);
    }
    return { lastPricePence: null, evidenceGrade: 'none' };
  }
  const where = `number or place of the ${words}`;
  return {
    lastPricePence: form.pounds(
      `last-${at}`,
      `price that you paid last for one ${unit} of ${item}`,
    ),
    evidenceGrade: grades[kind] ?? 'none',
    evidenceReference: form.text(`reference-${at}`, where, 200),
    ...(kind in grades && { evidenceKind: kind }),
    ...readDocument(form, lot, at),
  };
}

function readDocument(form: Form, { item }: Lot, at: number): Partial<Evidence> {
  const seen = `seen-${at}`;
  const hasDay = ['day', 'month', 'year'].some((part) => form.has(`${seen}-${part}`));
  const evidenceDay = hasDay ? form.day(seen, `day of the evidence for ${item}`) : '';
  if (evidenceDay > londonDay(new Date().toISOString())) {
    form.refuse(seen, `The day of the evidence for ${item} is still to come`);
  }
  const hash = form.value(`hash-${at}`).replaceAll(/\s/g, '').toLowerCase();
  if (hash !== '' && !/^[0-9a-f]{64}$/.test(hash)) {
    const sentence = `The SHA-256 of the document about ${item} must be 64 digits from 0 to 9 and a to f`;
    form.refuse(`hash-${at}`, sentence);
  }
  return { ...(evidenceDay && { evidenceDay }), ...(hash && { evidenceHash: hash }) };
}

function readBenchmark(form: Form, { item, unit }: Lot, at: number): Partial<Evidence> {
  const [price, source] = [`benchmark-${at}`, `benchmarkSource-${at}`];
  if (!form.has(price) && !form.has(source)) return {};
  return {
    benchmarkPricePence: form.pounds(price, `list or framework price of one ${unit} of ${item}`),
    benchmarkSource: form.text(source, `source of the list or framework price of ${item}`, 200),
  };
}

/** The last price, what shows it and what stands beside it, as answers to check. */
export function evidenceAnswers(line: DemandLine, unit: string): { key: string; value: string }[] {
  const { lastPricePence, evidenceReference, evidenceDay, evidenceHash } = line;
  const { benchmarkPricePence, benchmarkSource = '' } = line;
  const kind = kindOf(line);
  const what = kind === 'none' ? '' : evidenceKindWords[kind].toLowerCase();
  const day = evidenceDay ? ` of ${formatDay(evidenceDay)}` : '';
  return [
    {
      key: 'Last price paid',
      value:
        lastPricePence === null
          ? 'Not known'
          : `${formatPounds(lastPricePence)} for one ${unit} (${what}${day}: ${evidenceReference ?? ''}), grade ${line.evidenceGrade}`,
    },
    ...(evidenceHash ? [{ key: 'Its document (SHA-256)', value: evidenceHash }] : []),
    ...(benchmarkPricePence === undefined
      ? []
      : [
          {
            key: 'List or framework price',
            value: `${formatPounds(benchmarkPricePence)} for one ${unit} (${benchmarkSource}): shown beside the saving, never compared with`,
          },
        ]),
  ];
}
