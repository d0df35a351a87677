import type { Rows } from '#libs/event-sourcing';
import type { StoredEvent } from '#libs/event-store';
import { funds } from '../../apps/ledger/src/funds.read-model.js';
import { journal } from '../../apps/ledger/src/journal.read-model.js';

type Handler = (rows: Rows, data: object, event: StoredEvent) => void;

/** Another version of what a reader does with an event, as a newer program would bring it. */
export type Code = (handler: Handler, name: string) => Handler;

/** Runs something while the ledger's readers have this code. */
export async function withReaders<Result>(
  code: Code,
  work: () => Promise<Result>,
): Promise<Result> {
  const models = [funds, journal] as unknown as { name: string; on: Record<string, Handler> }[];
  const before = models.map(({ on }) => ({ ...on }));
  for (const { name, on } of models) {
    for (const [type, handler] of Object.entries(on)) on[type] = code(handler, name);
  }
  try {
    return await work();
  } finally {
    for (const [n, { on }] of models.entries()) Object.assign(on, before[n]);
  }
}

export const asTheyAre: Code = (handler) => handler;

/** The control: what cannot be handled is left out without a word. */
export const swallowing: Code = (handler) => (rows, data, event) => {
  try {
    handler(rows, data, event);
  } catch {
    return;
  }
};

/** The repair: an entry without legs is in suspense, nobody's yet. Remembers what each was told. */
export function mended(told: ReadonlyMap<string, Set<number>>): Code {
  return (handler, name) => (rows, data, event) => {
    told.get(name)?.add(Number(event.position));
    const { entry, amountPence } = data as { entry?: { legs?: unknown }; amountPence: number };
    if (!entry || entry.legs) return handler(rows, data, event);
    const legs = [
      { account: 'Assets:Bank', debitPence: amountPence, creditPence: 0 },
      { account: 'Liabilities:Suspense', debitPence: 0, creditPence: amountPence },
    ];
    handler(rows, { ...data, amountPence: 0, entry: { ...entry, legs } }, event);
  };
}

/** A control: one event is left out. */
export function skipping(position: bigint): Code {
  return (handler) => (rows, data, event) => {
    if (event.position !== position) handler(rows, data, event);
  };
}
