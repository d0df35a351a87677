import { formatPounds, formatWhole } from '#libs/money';
import { scoringKinds, type LotTerms, type Scoring, type TenderView } from '#messages/tenders';
import type { Form } from './kit/form.js';

/** A lot of the round or of the tender, as far as this form names it. */
export interface NamedLot {
  readonly lotId: string;
  readonly description: string;
}

/** How the tender may be awarded. */
export interface AwardTerms {
  readonly maxWinners?: number;
  readonly lotTerms?: LotTerms[];
  readonly scoring?: Scoring;
}

/** What the form starts with when the tender goes to one supplier for each lot, by price. */
export const plainAward = { scoring: 'price' };

export function awardFields(lots: readonly NamedLot[]): string[] {
  const own = lots.flatMap((_, n) => [`suppliers-${n}`, `reserve-${n}`]);
  return ['maxWinners', 'scoring', 'pencePerPoint', 'priceWeight', ...own];
}

export function awardTermsIn(form: Form, lots: readonly NamedLot[]): AwardTerms {
  const maxWinners = countIn(form, 'maxWinners', 'number of suppliers that may win', 100);
  const lotTerms = lots.flatMap(({ lotId, description }, n): LotTerms[] => {
    const maxSuppliers = countIn(form, `suppliers-${n}`, `suppliers for ${description}`, 20);
    const reserve = form.has(`reserve-${n}`)
      ? form.pounds(`reserve-${n}`, `reserve price of ${description}`)
      : undefined;
    if (maxSuppliers === undefined && reserve === undefined) return [];
    return [
      {
        lotId,
        ...(maxSuppliers !== undefined && { maxSuppliers }),
        ...(reserve !== undefined && { reserveUnitPence: reserve }),
      },
    ];
  });
  const scoring = scoringIn(form);
  return {
    ...(maxWinners !== undefined && { maxWinners }),
    ...(lotTerms.length > 0 && { lotTerms }),
    ...(scoring && { scoring }),
  };
}

function countIn(form: Form, field: string, words: string, most: number): number | undefined {
  if (!form.has(field)) return undefined;
  const count = form.count(field, words);
  if (!form.error(field) && (count < 1 || count > most)) {
    form.refuse(field, `The ${words} must be from 1 to ${most}`);
  }
  return count;
}

function scoringIn(form: Form): Scoring | undefined {
  const kind = form.choice('scoring', 'way of scoring', scoringKinds);
  if (kind === 'monetised-quality') {
    return { kind, pencePerPoint: form.pounds('pencePerPoint', 'worth of a point of quality') };
  }
  if (kind !== 'relative') return undefined;
  const priceWeight = form.count('priceWeight', 'weight of the price');
  if (priceWeight > 100) form.refuse('priceWeight', 'The weight of the price is at most 100');
  return { kind, priceWeight };
}

/** A tender's terms as its form writes them. */
export function typedAward({ maxWinners, scoring, lots }: TenderView): Record<string, string> {
  const own = lots.flatMap(({ maxSuppliers, reserveUnitPence }, n) => [
    ...(maxSuppliers === undefined ? [] : [[`suppliers-${n}`, String(maxSuppliers)]]),
    ...(reserveUnitPence === undefined ? [] : [[`reserve-${n}`, pounds(reserveUnitPence)]]),
  ]);
  return {
    scoring: scoring?.kind ?? 'price',
    ...(maxWinners !== undefined && { maxWinners: String(maxWinners) }),
    ...(scoring?.pencePerPoint !== undefined && { pencePerPoint: pounds(scoring.pencePerPoint) }),
    ...(scoring?.priceWeight !== undefined && { priceWeight: String(scoring.priceWeight) }),
    ...(Object.fromEntries(own) as Record<string, string>),
  };
}

function pounds(pence: number): string {
  return formatPounds(pence).replace('£', '');
}

/** The same read back: nothing where it is as usual. */
export function awardAnswers(
  { maxWinners, lotTerms = [], scoring }: AwardTerms,
  lots: readonly NamedLot[],
) {
  const named = (lotId: string) => lots.find((lot) => lot.lotId === lotId)?.description ?? lotId;
  return [
    ...(maxWinners === undefined
      ? []
      : [{ key: 'Suppliers that may win', value: formatWhole(maxWinners) }]),
    ...lotTerms.map(({ lotId, maxSuppliers, reserveUnitPence }) => ({
      key: named(lotId),
      value: [
        ...(maxSuppliers === undefined ? [] : [`up to ${formatWhole(maxSuppliers)} suppliers`]),
        ...(reserveUnitPence === undefined
          ? []
          : [`reserve price ${formatPounds(reserveUnitPence)} a unit`]),
      ].join(', '),
    })),
    ...(scoring ? [{ key: 'Scoring', value: scoringWords(scoring) }] : []),
  ];
}

/** How quotes are scored, in words. */
export function scoringWords({ kind, pencePerPoint = 0, priceWeight = 0 }: Scoring): string {
  if (kind === 'monetised-quality') {
    return `By price, less ${formatPounds(pencePerPoint)} a unit for each point of quality`;
  }
  if (kind === 'relative') {
    const quality = `${100 - priceWeight} of 100 points for quality`;
    return `${priceWeight} of 100 points for lowest price ÷ price, ${quality}`;
  }
  return 'By price';
}
