import type { StoredEvent } from '#libs/event-store';
import { onEvent } from './following.js';
import type { Key, ReadModel, RowClass, Rows } from './read-model.js';

/** A row by property name, or undefined when there is none. */
export type Cells = Readonly<Record<string, unknown>> | undefined;

interface Change {
  readonly key: string;
  readonly event: StoredEvent;
  /** Does the outcome depend on the row that was there? */
  readonly looksBack: boolean;
  readonly to: (before: Cells) => Cells;
}

/** The changes of one entity over a batch, in the order of the events. */
export class ChangesOf {
  readonly changes: Change[] = [];
  private readonly known = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(readonly keyNames: readonly string[]) {}

  add(
    event: StoredEvent,
    key: Key | object,
    looksBack: boolean,
    to: (before: Cells) => Cells,
  ): void {
    const parts = this.partsOf(key);
    const name = JSON.stringify(Object.values(parts));
    this.known.set(name, parts);
    this.changes.push({ key: name, event, looksBack, to });
  }

  /** Keys whose rows must be looked up before the changes can be worked out. */
  keysToLoad(): Readonly<Record<string, unknown>>[] {
    const first = new Map<string, boolean>();
    for (const { key, looksBack } of this.changes) {
      if (!first.has(key)) first.set(key, looksBack);
    }
    return [...first].flatMap(([key, looksBack]) => (looksBack ? [this.parts(key)] : []));
  }

  /** Rows to write and keys to remove, after all the changes. */
  outcome(loaded: readonly Cells[]): { puts: Cells[]; removals: Cells[] } {
    const rows = new Map<string, Cells>(loaded.map((row) => [this.nameOf(row ?? {}), row]));
    const touched = new Set<string>();
    for (const { key, event, to } of this.changes) {
      rows.set(
        key,
        onEvent(event, () => this.checked(key, to(rows.get(key)))),
      );
      touched.add(key);
    }
    return {
      puts: [...touched].map((key) => rows.get(key)).filter((row) => row !== undefined),
      removals: [...touched].flatMap((key) => (rows.get(key) ? [] : [this.parts(key)])),
    };
  }

  private checked(key: string, row: Cells): Cells {
    if (row && this.nameOf(row) !== key) throw new Error(`A row's key must stay ${key}.`);
    return row;
  }

  private parts(name: string): Readonly<Record<string, unknown>> {
    return this.known.get(name) ?? {};
  }

  private nameOf(row: object): string {
    return JSON.stringify(Object.values(this.partsOf(row)));
  }

  private partsOf(key: Key | object): Readonly<Record<string, unknown>> {
    const [only] = this.keyNames;
    if (typeof key !== 'object') {
      if (this.keyNames.length !== 1 || only === undefined) {
        throw new Error(`The key needs ${this.keyNames.join(' and ')}.`);
      }
      return { [only]: key };
    }
    const parts = this.keyNames.map((name) => [name, (key as Record<string, unknown>)[name]]);
    const missing = parts.find(([, value]) => value === undefined || value === null);
    if (missing) throw new Error(`The key lacks ${String(missing[0])}.`);
    return Object.fromEntries(parts);
  }
}

/** Runs a read model over a batch; nothing is read or written yet. */
export function changesOf(
  model: ReadModel<never>,
  events: readonly StoredEvent[],
  keyNames: (row: RowClass<object>) => readonly string[],
): Map<RowClass<object>, ChangesOf> {
  const all = new Map<RowClass<object>, ChangesOf>();
  for (const event of events) {
    const of = (row: RowClass<object>) => {
      if (!model.rows.includes(row)) throw new Error(`${row.name} is not among the model's rows.`);
      const changes = all.get(row) ?? new ChangesOf(keyNames(row));
      all.set(row, changes);
      return changes;
    };
    const on = model.on as Readonly<Record<string, (rows: Rows, ...rest: unknown[]) => void>>;
    onEvent(event, () => on[event.type]?.(rowsOf(event, of), event.data, event));
  }
  return all;
}

function rowsOf(event: StoredEvent, of: (row: RowClass<object>) => ChangesOf): Rows {
  return {
    put: (row, values) => of(row).add(event, values, false, () => cells(values)),
    patch: (row, key, values) =>
      of(row).add(event, key, true, (before) => before && { ...before, ...(values as object) }),
    add: (row, key, amounts) =>
      of(row).add(event, key, true, (before) => before && added(before, amounts)),
    change: (row, key, to) => of(row).add(event, key, true, (before) => cells(to(before as never))),
    remove: (row, key) => of(row).add(event, key, false, () => undefined),
  };
}

function cells(row: object): Cells {
  return { ...row } as Cells;
}

function added(before: NonNullable<Cells>, amounts: object): NonNullable<Cells> {
  const sums = Object.entries(amounts).map(([name, amount]) => {
    const sum = Number(before[name] ?? 0) + Number(amount);
    if (!Number.isSafeInteger(sum)) throw new Error(`${name} would become ${sum}.`);
    return [name, sum];
  });
  return { ...before, ...(Object.fromEntries(sums) as object) };
}
