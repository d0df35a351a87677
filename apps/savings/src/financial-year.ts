import { londonDay } from '#libs/calendar';
import type { LegalForm } from '#messages/membership';
import type { YearEnd } from '#messages/savings';

/** What each contracting party is, by its id. */
export type LegalForms = ReadonlyMap<string, LegalForm>;

/**
 * The last day of the financial year in which an instant lies. Academy trusts end theirs on 31
 * August, maintained schools with their council on 31 March; or everyone on the day that is chosen.
 */
export function yearEndOf(at: string, yearEnd: YearEnd, legalForm: LegalForm | undefined): string {
  const day = londonDay(at);
  const end = endsInAugust(yearEnd, legalForm) ? '08-31' : '03-31';
  const year = Number(day.slice(0, 4));
  return day.slice(5) <= end ? `${year}-${end}` : `${year + 1}-${end}`;
}

const academies: readonly (LegalForm | undefined)[] = [
  'multi-academy-trust',
  'single-academy-trust',
];

function endsInAugust(yearEnd: YearEnd, legalForm: LegalForm | undefined): boolean {
  if (yearEnd === 'legal-form') return academies.includes(legalForm);
  return yearEnd === '31-august';
}
