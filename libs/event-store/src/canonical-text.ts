import canonicalize from 'canonicalize';

/**
 * The RFC 8785 text of a JSON value. Throws for what has none: NaN, infinities, a bigint.
 *
 * An object made anew with its keys in order leaves the writing to JSON.stringify, in a quarter of
 * the time; whatever cannot be put in order so is left to the library that knows every case.
 */
export function canonicalText(value: unknown): string {
  const ordered = inOrder(value);
  const text = ordered === unordered ? canonicalize(value) : JSON.stringify(ordered);
  if (text === undefined) throw new TypeError('This is no JSON value.');
  return text;
}

/** Says that keys cannot be enumerated in their order, or that an object writes itself. */
const unordered = Symbol('unordered');

/** Engines enumerate keys like "7" before all others, whatever their order. */
const isIndex = /^\d+$/;

function inOrder(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${value} is no JSON number.`);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return listInOrder(value);
  const given = value as Readonly<Record<string, unknown>>;
  if (typeof given['toJSON'] === 'function') return unordered;
  const ordered: Record<string, unknown> = {};
  for (const key of Object.keys(given).sort()) {
    const inner = inOrder(given[key]);
    if (inner === unordered || isIndex.test(key) || key === '__proto__') return unordered;
    ordered[key] = inner;
  }
  return ordered;
}

function listInOrder(list: readonly unknown[]): unknown {
  const ordered: unknown[] = [];
  for (const value of list) {
    const inner = inOrder(value);
    if (inner === unordered) return unordered;
    ordered.push(inner);
  }
  return ordered;
}
