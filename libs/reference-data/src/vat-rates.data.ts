import { inForce, type Dated } from './dated.js';

/** How a line stands towards VAT. `exempt` and `outside-scope` bear none, unlike `zero`. */
export type VatClass = 'standard' | 'reduced' | 'zero' | 'exempt' | 'outside-scope';

/** A rate in basis points: 20 % = 2000. */
export interface VatRate extends Dated {
  readonly vatClass: VatClass;
  readonly rateBasisPoints: number;
}

const act = 'Value Added Tax Act 1994';

/** The rates of VAT in the United Kingdom, with the days from which they hold. */
export const vatRates: readonly VatRate[] = [
  { vatClass: 'standard', rateBasisPoints: 2000, from: '2011-01-04', source: `${act}, s. 2` },
  { vatClass: 'reduced', rateBasisPoints: 500, from: '1997-09-01', source: `${act}, s. 29A` },
  { vatClass: 'zero', rateBasisPoints: 0, from: '1973-04-01', source: `${act}, s. 30` },
  { vatClass: 'exempt', rateBasisPoints: 0, from: '1973-04-01', source: `${act}, s. 31` },
  { vatClass: 'outside-scope', rateBasisPoints: 0, from: '1973-04-01', source: act },
];

/** The rate in basis points on the day of supply; undefined before the first that is known. */
export function vatRateBasisPoints(vatClass: VatClass, day: string): number | undefined {
  const rates = vatRates.filter((rate) => rate.vatClass === vatClass);
  return inForce(rates, day)?.rateBasisPoints;
}
