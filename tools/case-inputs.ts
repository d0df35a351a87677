/** What a case says, as it was read. */
export type Input = Record<string, unknown>;

/** A case that this program does not know how to answer. The message says why. */
export class Unsupported extends Error {}

export function numbersIn(input: Input, key: string): number[] {
  const list = input[key];
  if (Array.isArray(list) && list.every((one) => typeof one === 'number')) return list;
  throw new Unsupported(`“${key}” is not a list of numbers.`);
}

export function numberIn(input: Input, key: string): number {
  const value = input[key];
  if (typeof value === 'number') return value;
  throw new Unsupported(`“${key}” is not a number.`);
}

/** Names of players: text or numbers, since an empty one would stand in every group. */
export function namesIn(input: Input, key: string, most: number): string[] {
  const list = input[key];
  const isName = (one: unknown) =>
    typeof one === 'number' || (typeof one === 'string' && one.trim() !== '');
  if (Array.isArray(list) && list.length <= most && list.every(isName)) return list.map(String);
  throw new Unsupported(`“${key}” is not a list of at most ${most} names.`);
}
