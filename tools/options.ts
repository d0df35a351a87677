import { parseArgs } from 'node:util';
import { CannotStart } from '#libs/storage';

/** What may follow `npm start --`. */
export function readOptions(): { readonly empty: boolean } {
  try {
    const { values } = parseArgs({ options: { empty: { type: 'boolean', default: false } } });
    return values;
  } catch (cause) {
    const sentence = 'npm start knows one option: npm start -- --empty (no demonstration).';
    throw new CannotStart(sentence, { cause });
  }
}
