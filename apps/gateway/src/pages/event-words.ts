import { formatPounds } from '#libs/money';
import type { JournalEntry } from '#messages/ledger';
import { formatDay, formatInstant, formatPercent } from './kit/view-filters.js';

/** Where one event is looked up. */
export function eventAddress({ stream, revision }: { stream: string; revision: number }): string {
  return `/events?${new URLSearchParams({ stream, revision: String(revision) })}`;
}

/** `InvoiceMatched` → "Invoice matched". */
export function eventTitle(type: string): string {
  const words = type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whom the ids in an event are of. */
export interface EventNames {
  readonly school: (urn: string) => string | undefined;
  readonly party: (id: string) => string | undefined;
  readonly supplier: (id: string) => string | undefined;
  readonly person: (id: string) => string | undefined;
}

export interface Fact {
  readonly key: string;
  readonly value: string;
}

/**
 * The plain facts of an event in words: amounts in pounds, days, names in place of ids. Lists and
 * ids that nobody has a name for are left to the stored text below.
 */
export function factsOf(data: Readonly<Record<string, unknown>>, names: EventNames): Fact[] {
  return Object.entries(data).flatMap(([field, value]) => {
    const said = wordsOf(field, value, names);
    return said === undefined ? [] : [{ key: keyOf(field), value: said }];
  });
}

function wordsOf(field: string, value: unknown, names: EventNames): string | undefined {
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') {
    if (field.endsWith('Pence')) return formatPounds(value);
    return field.endsWith('BasisPoints') ? formatPercent(value) : String(value);
  }
  if (typeof value !== 'string' || value === '') return undefined;
  if (field === 'schoolUrn' || field === 'urn') return names.school(value) ?? value;
  if (field.endsWith('artyId')) return names.party(value);
  if (field === 'supplierId') return names.supplier(value);
  if (field.endsWith('By')) return names.person(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return formatDay(value);
  if (/^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return formatInstant(value);
  return /[0-9a-f]{8}-[0-9a-f]{4}-/.test(value) ? undefined : value;
}

/** `invoiceNumber` → "Invoice number", `amountPence` → "Amount", `partyId` → "Party". */
function keyOf(field: string): string {
  const plain = field.replace(/(Pence|BasisPoints|Id|Urn)$/, '') || field;
  return eventTitle(plain.charAt(0).toUpperCase() + plain.slice(1));
}

/** Persons have random ids; services have names. */
export function isPerson(actor: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(actor);
}

/** A person by name, as long as they are known; a service by what it does. */
/** Who did something, by name if anybody knows it. */
export function actorWords(actor: string, personOf: (id: string) => string | undefined): string {
  if (isPerson(actor)) return personOf(actor) ?? 'Somebody who is no longer known here';
  return `The service “${actor.replace(/^process:/, '')}”, by itself`;
}

/** The journal entry that an event of a fund carries. */
export function entryOf(data: Readonly<Record<string, unknown>>): JournalEntry | undefined {
  const entry = data['entry'];
  const isEntry = typeof entry === 'object' && entry !== null && 'legs' in entry;
  return isEntry ? (entry as JournalEntry) : undefined;
}
