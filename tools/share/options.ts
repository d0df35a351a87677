import { isAbsolute, join } from 'node:path';
import { parseArgs } from 'node:util';
import { sharingRules, type SharingRule } from '#libs/allocation';
import type { RoundFiles } from './round.js';
import { Unusable } from './unusable.js';

/** What the command line asks for. */
export type Task =
  | { readonly kind: 'help' }
  | { readonly kind: 'templates'; readonly folder: string; readonly force: boolean }
  | {
      readonly kind: 'share';
      readonly files: RoundFiles;
      readonly rule: SharingRule;
      readonly folder: string;
      readonly force: boolean;
    };

export const usage = `npm run share -- --demand demand.csv --quotes quotes.csv
  --items items.csv    what the items are (CSV or XLSX, as the others)
  --rule equal_price   one of ${sharingRules.map(({ id }) => id).join(', ')}
  --out shares         the folder for shares.csv, award.csv, audit.txt and statement.html
  --force              replace files of these names that are there already
npm run share -- --templates DIR   writes demand.csv, quotes.csv and items.csv to begin from`;

/** Reads the arguments. Paths are taken from where npm was called. Throws `Unusable`. */
export function readTask(args: readonly string[], env: NodeJS.ProcessEnv): Task {
  const values = valuesOf(args);
  const { templates, demand, quotes, items, force = false } = values;
  // npm changes to the project's folder; what was typed is meant from where it was typed.
  const from = env.npm_lifecycle_event === 'share' ? env.INIT_CWD : undefined;
  const place = (path: string) => (from && !isAbsolute(path) ? join(from, path) : path);
  if (values.help) return { kind: 'help' };
  if (templates !== undefined) return { kind: 'templates', folder: place(templates), force };
  if (!demand || !quotes) {
    const missing = demand ? 'quotes: --quotes quotes.csv' : 'demand: --demand demand.csv';
    throw new Unusable([`Name the file of ${missing}.`, usage]);
  }
  return {
    kind: 'share',
    files: {
      demand: place(demand),
      quotes: place(quotes),
      ...(items && { items: place(items) }),
    },
    rule: ruleOf(values.rule ?? 'equal_price'),
    folder: place(values.out ?? 'shares'),
    force,
  };
}

function valuesOf(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        demand: text,
        quotes: text,
        items: text,
        rule: text,
        out: text,
        templates: text,
        force: flag,
        help: flag,
      },
    }).values;
  } catch (failure) {
    const [sentence] = String((failure as Error).message).split('. ');
    throw new Unusable([`${sentence}.`, usage]);
  }
}

/** The latest version of a rule. */
function ruleOf(id: string): SharingRule {
  const rule = sharingRules.findLast((one) => one.id === id);
  if (rule) return rule;
  const ids = sharingRules.map((one) => one.id).join(', ');
  throw new Unusable([`There is no rule “${id}”. There are ${ids}.`]);
}
