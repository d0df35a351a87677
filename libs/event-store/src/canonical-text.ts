import canonicalize from 'canonicalize';

/**
 * The RFC 8785 text of a JSON value. Throws for what has none: NaN, infinities, a bigint.
 *
 * An object whose keys are in order, or made anew so, leaves the writing to JSON.stringify, in a
 * quarter of the time; whatever cannot be put in order so is left to the library that knows every case.
 */
export function canonicalText(value: unknown): string {
  const ordered = inOrder(value);
  const text = ordered === unordered ? canonicalize(value) : JSON.stringify(ordered);
  if (text === undefined) throw new TypeError('This is no JSON value.');
  return text;
}

/** Says that keys cannot be enumerated in their order, or that an object writes itself. */
const unordered = Symbol('unordered');

/** Engines enumerate keys like "7" before all others, and take `__proto__` for something else. */
function isStrange(key: string): boolean {
  const first = key.charCodeAt(0);
  return (first >= 48 && first <= 57) || key === '__proto__';
}

function areInOrder(keys: readonly string[]): boolean {
  return keys.every((key, n) => n === 0 || (keys[n - 1] as string) < key);
}

function inOrder(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${value} is no JSON number.`);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return listInOrder(value);
  const given = value as Readonly<Record<string, unknown>>;
  if (typeof given['toJSON'] === 'function') return unordered;
  const keys = Object.keys(given);
  if (keys.some(isStrange)) return unordered;
  const isDone = areInOrder(keys);
  if (!isDone) keys.sort();
  const inners = keys.map((key) => inOrder(given[key]));
  if (inners.includes(unordered)) return unordered;
  if (isDone && inners.every((inner, n) => inner === given[keys[n] as string])) return given;
  const ordered: Record<string, unknown> = {};
  keys.forEach((key, n) => (ordered[key] = inners[n]));
  return ordered;
}

function listInOrder(list: readonly unknown[]): unknown {
  const ordered = list.map(inOrder);
  return ordered.includes(unordered) ? unordered : ordered;
}
