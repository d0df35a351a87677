import { formatWhole } from '#libs/money';
import { readDemand, type ReadRows, type WantedRow } from './demand-file.js';
import { readItems, undescribed, type Item } from './items-file.js';
import { readQuotes, type Offer } from './quotes-file.js';
import { quoted } from './sheets.js';
import { refuseFaults } from './unusable.js';

/** One item of a round: who wants it and who offers it, each in one order. */
export interface Lot {
  readonly item: Item;
  readonly wanted: readonly WantedRow[];
  readonly offers: readonly Offer[];
  readonly quantity: number;
}

/** A round as its spreadsheets tell it. */
export interface Round {
  /** The names of the files. */
  readonly files: readonly string[];
  readonly lots: readonly Lot[];
}

/** Where the spreadsheets of a round are. */
export interface RoundFiles {
  readonly demand: string;
  readonly quotes: string;
  readonly items?: string;
}

/** The most units of one item: every sum up to here is exact and checked in time. */
const mostLotUnits = 10_000_000;

/** Reads and joins the files. Throws `Unusable` with all that is wrong with any of them. */
export function readRound(paths: RoundFiles): Round {
  const [demand, quotes] = [readDemand(paths.demand), readQuotes(paths.quotes)];
  const items = paths.items === undefined ? undefined : readItems(paths.items);
  const sheets = [demand, quotes, ...(items ? [items] : [])];
  const faults = sheets.flatMap((sheet) => sheet.faults);
  // A file that could not be read at all would make every item of the others look unknown.
  const comparable = sheets.every(({ named }) => named.length > 0);
  refuseFaults(comparable ? [...faults, ...crossFaults(demand, quotes, items)] : faults);
  const names = [...new Set(demand.rows.map(({ item }) => item))].sort();
  return {
    files: sheets.map(({ file }) => file),
    lots: names.map((name) => lotOf(name, demand.rows, quotes.rows, items?.rows ?? [])),
  };
}

function lotOf(
  name: string,
  demand: readonly WantedRow[],
  quotes: readonly Offer[],
  items: readonly Item[],
): Lot {
  const wanted = demand.filter(({ item }) => item === name);
  return {
    item: items.find(({ item }) => item === name) ?? undescribed(name),
    wanted: wanted.toSorted((a, b) => byText(a.urn, b.urn)),
    offers: quotes
      .filter(({ item }) => item === name)
      .toSorted((a, b) => byText(a.supplier, b.supplier)),
    quantity: wanted.reduce((sum, { quantity }) => sum + quantity, 0),
  };
}

/** What no file shows by itself. */
function crossFaults(
  demand: ReadRows<WantedRow>,
  quotes: ReadRows<Offer>,
  items: ReadRows<Item> | undefined,
): string[] {
  const listed = items && namesOf(items.named);
  const [asked, offered] = [namesOf(demand.named), namesOf(quotes.named)];
  const at = (file: string, row: number) => `${file}: Row ${row}, column “item”:`;
  return [
    ...firsts(demand.named).flatMap(({ item, row }) => {
      const here = `${at(demand.file, row)} ${quoted(item)}`;
      if (listed && !listed.has(item))
        return [`${here} is not in ${items!.file}. ${known(listed)}`];
      if (!offered.has(item)) return [`${here} has no quote in ${quotes.file}. ${known(offered)}`];
      return sizeFaults(demand.rows, item, here);
    }),
    ...firsts(quotes.named).flatMap(({ item, row }) => {
      const here = `${at(quotes.file, row)} ${quoted(item)}`;
      if (asked.has(item)) return [];
      if (listed && !listed.has(item))
        return [`${here} is not in ${items!.file}. ${known(listed)}`];
      return [`${here} is wanted by no school in ${demand.file}. ${known(asked)}`];
    }),
  ];
}

function sizeFaults(rows: readonly WantedRow[], item: string, here: string): string[] {
  const own = rows.filter((row) => row.item === item);
  if (own.length === 0) return [];
  const total = own.reduce((sum, { quantity }) => sum + quantity, 0);
  if (total === 0) return [`${here} is wanted by nobody: every quantity is 0. Remove its rows.`];
  if (total <= mostLotUnits) return [];
  const most = `more than ${formatWhole(mostLotUnits)}`;
  return [`${here} comes to ${formatWhole(total)} units, ${most}. Use larger units.`];
}

function namesOf(rows: readonly { item: string }[]): Set<string> {
  return new Set(rows.map(({ item }) => item));
}

function firsts<Row extends { item: string }>(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter(({ item }) => !seen.has(item) && seen.add(item));
}

function known(names: ReadonlySet<string>): string {
  const shown = [...names].sort().slice(0, 5).map(quoted).join(', ');
  return `There ${names.size === 1 ? 'is' : 'are'} ${shown}${names.size > 5 ? ' and others' : ''}.`;
}

/** By code unit, never by a locale: the same on every machine. */
function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
