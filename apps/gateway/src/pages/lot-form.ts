import { londonDay } from '#libs/calendar';
import { poundsText } from '#libs/money';
import { financeCodes, inForce, vatRates } from '#libs/reference-data';
import type { IndicativeTier, Lot, RoundView } from '#messages/rounds';
import type { Form, Typed } from './kit/form.js';
import type { FieldNames } from './kit/form-faults.js';
import { formatPercent } from './kit/view-filters.js';

/** Rows for indicative prices on a lot's page. */
export const tierRows = 6;

/** What was typed for one lot; problems are noted on the form. */
export function readLot(form: Form, lotId: string): Lot {
  const name = form.text('name', 'short name', 60);
  const item = slug(name);
  if (name && !item) form.refuse('name', 'The short name needs letters or digits');
  return {
    lotId,
    item,
    description: form.text('description', 'description', 300),
    specification: form.text('specification', 'specification', 2000),
    unit: form.text('unit', 'unit', 30).toLowerCase(),
    caseSize: form.has('caseSize') ? form.count('caseSize', 'number in a case') : 1,
    ceilingPence: form.pounds('ceiling', 'price ceiling'),
    minimumQuantity: form.has('minimum') ? form.count('minimum', 'minimum') : 0,
    // The return writes E28a; codes travel in capitals.
    financeCode: form.choice('financeCode', 'finance code', codes).toUpperCase(),
    vatRateBasisPoints: Number(form.choice('vat', 'rate of VAT', rates().map(String))),
    indicativeTiers: [...Array(tierRows).keys()].flatMap((row) => readTier(form, row)),
  };
}

/** Where the fields of a lot stand on its page; `at` is its place among the round's lots. */
export function lotFields(at: number): FieldNames {
  const lot = `lots[${at}].`;
  return {
    [`${lot}item`]: 'name',
    [`${lot}description`]: 'description',
    [`${lot}specification`]: 'specification',
    [`${lot}unit`]: 'unit',
    [`${lot}caseSize`]: 'caseSize',
    [`${lot}ceilingPence`]: 'ceiling',
    [`${lot}minimumQuantity`]: 'minimum',
    [`${lot}financeCode`]: 'financeCode',
    [`${lot}vatRateBasisPoints`]: 'vat',
  };
}

/** A lot as its page starts with it. */
export function typedLot(lot: Lot): Typed {
  const tiers = lot.indicativeTiers.slice(0, tierRows).map((tier, row) => {
    const [year, month, day] = tier.sourceDay.split('-').map(Number);
    return {
      [`from-${row}`]: tier.fromQuantity,
      [`price-${row}`]: poundsText(tier.unitPricePence),
      [`source-${row}`]: tier.source,
      [`seen-${row}-day`]: day,
      [`seen-${row}-month`]: month,
      [`seen-${row}-year`]: year,
    };
  });
  return Object.assign(
    {
      name: lot.item,
      description: lot.description,
      specification: lot.specification,
      unit: lot.unit,
      caseSize: lot.caseSize,
      ceiling: poundsText(lot.ceilingPence),
      minimum: lot.minimumQuantity,
      financeCode: codes.find((code) => code.toUpperCase() === lot.financeCode) ?? '',
      vat: lot.vatRateBasisPoints,
    },
    ...tiers,
  ) as Typed;
}

/** The lots as a command wants them: without what the schools have said so far. */
export function lotsOf({ lots }: RoundView): Lot[] {
  return lots.map((lot) => ({
    lotId: lot.lotId,
    item: lot.item,
    description: lot.description,
    specification: lot.specification,
    unit: lot.unit,
    caseSize: lot.caseSize,
    ceilingPence: lot.ceilingPence,
    minimumQuantity: lot.minimumQuantity,
    financeCode: lot.financeCode,
    vatRateBasisPoints: lot.vatRateBasisPoints,
    indicativeTiers: lot.indicativeTiers,
  }));
}

/** The lists of a lot's page. */
export function lotChoices(form: Form) {
  const picked = (value: string, field: string) => form.value(field) === value;
  const none = { value: '', text: 'Choose' };
  return {
    codes: [
      none,
      ...financeCodes.map(({ cfr, name }) => ({
        value: cfr,
        text: `${cfr} ${name}`,
        selected: picked(cfr, 'financeCode'),
      })),
    ],
    rates: [
      none,
      ...rates().map((rate) => ({
        value: String(rate),
        text: rateWords(rate),
        selected: picked(String(rate), 'vat'),
      })),
    ],
    tiers: [...Array(tierRows).keys()],
    tiersOpen: [...Array(tierRows).keys()].some((row) => isTierTyped(form, row)),
  };
}

export function financeCodeWords(financeCode: string): string {
  const known = financeCodes.find(({ cfr }) => cfr.toUpperCase() === financeCode);
  return known ? `${known.cfr} ${known.name}` : financeCode;
}

export function rateWords(basisPoints: number): string {
  return basisPoints === 0
    ? 'No VAT: zero rate, exempt or outside VAT'
    : formatPercent(basisPoints);
}

const codes = financeCodes.map(({ cfr }) => cfr);

/** The rates that are in force today, the highest first. */
function rates(): number[] {
  const today = londonDay(new Date().toISOString());
  const classes = [...new Set(vatRates.map(({ vatClass }) => vatClass))];
  const found = classes.flatMap((vatClass) => {
    const known = vatRates.filter((rate) => rate.vatClass === vatClass);
    return inForce(known, today)?.rateBasisPoints ?? [];
  });
  return [...new Set(found)].sort((one, other) => other - one);
}

function readTier(form: Form, row: number): IndicativeTier[] {
  if (!isTierTyped(form, row)) return [];
  const which = `indicative price ${row + 1}`;
  return [
    {
      fromQuantity: form.count(`from-${row}`, `quantity of ${which}`),
      unitPricePence: form.pounds(`price-${row}`, which),
      source: form.text(`source-${row}`, `source of ${which}`, 200),
      sourceDay: form.day(`seen-${row}`, `date of ${which}`),
    },
  ];
}

function isTierTyped(form: Form, row: number): boolean {
  return ['from', 'price', 'source'].some((field) => form.has(`${field}-${row}`));
}

/** "Copier paper" is `copier-paper` in files and addresses. */
function slug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f’']/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
