import { formatWhole } from '#libs/money';

/** A count and its unit for people: `1 box`, `84 boxes`, `1,116 packs`. */
export function countOf(count: number, unit: string): string {
  return `${formatWhole(count)} ${count === 1 ? unit : plural(unit)}`;
}

/** The regular English plural, which is all that units of trade need: box, carton, delivery. */
export function plural(unit: string): string {
  if (/(s|x|z|ch|sh)$/.test(unit)) return `${unit}es`;
  return /[^aeiou]y$/.test(unit) ? `${unit.slice(0, -1)}ies` : `${unit}s`;
}
