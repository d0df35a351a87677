import type { Fault } from '#messages/receive';

/**
 * Where a message's field stands on the form: `{ ceilingPence: 'ceiling' }`. A list's fields are
 * written `'lines[].desired': 'desired-*'`, where the star is the number of the line from 0.
 */
export type FieldNames = Readonly<Record<string, string>>;

/** One thing wrong with a form, said in the summary and beside its field. */
export interface Problem {
  readonly field?: string;
  readonly sentence: string;
}

/** The form's field for a fault's path; the same name where nothing else is said. */
export function fieldAt(path: string, names: FieldNames): string | undefined {
  if (path === '') return undefined;
  const exact = names[path];
  if (exact !== undefined) return exact;
  const indexes = [...path.matchAll(/\[(\d+)\]/g)].map((match) => match[1] ?? '');
  const pattern = names[path.replace(/\[\d+\]/g, '[]')];
  return pattern === undefined ? path : pattern.replace(/\*/g, () => indexes.shift() ?? '');
}

/** A fault of the message in the form's words: the field's own name instead of the message's. */
export function problemFrom(
  { path, message }: Fault,
  names: FieldNames,
  words: ReadonlyMap<string, string>,
): Problem {
  const field = fieldAt(path, names);
  const word = field === undefined ? undefined : words.get(field);
  if (field === undefined || word === undefined) return { sentence: message };
  const sentence = message.startsWith(path) ? `The ${word}${message.slice(path.length)}` : message;
  return { field, sentence };
}
