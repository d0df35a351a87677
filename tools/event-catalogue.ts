import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator, type Schema } from 'ts-json-schema-generator';
import {
  upcasters as published,
  versionName,
  versionOf,
  type Upcasters,
} from '#messages/upcasters';

/**
 * JSON Schema of the data of every event, by the name of its version: `RoundDrafted` is version 1,
 * `RoundDrafted.v2` would be the second.
 */
export type Catalogue = Readonly<Record<string, Schema>>;

/** The unions of events in the published language: one per kind of stream. */
const unions = [
  'SchoolEvent',
  'PartyEvent',
  'ConsortiumEvent',
  'PersonEvent',
  'RoundEvent',
  'OrderEvent',
  'TenderEvent',
  'ContractEvent',
  'SupplierEvent',
  'SubmissionsEvent',
  'FundEvent',
  'SavingsEvent',
];

/** Reads the event types of `libs/messages` and makes a schema of each one's data. */
export function generateCatalogue(root: string): Catalogue {
  const generator = createGenerator({
    path: join(root, 'libs/messages/src/*.ts'),
    tsconfig: join(root, 'tsconfig.json'),
    type: '*',
    expose: 'none',
    topRef: false,
    skipTypeCheck: true,
    additionalProperties: false,
  });
  const schemas = unions.flatMap((union) => eventsOf(generator.createSchema(union)));
  return Object.fromEntries(schemas.sort(([a], [b]) => a.localeCompare(b, 'en')));
}

function eventsOf(schema: Schema): [string, Schema][] {
  const members = (schema.anyOf as Schema[] | undefined) ?? [schema];
  return members.map((member) => {
    const { type, data } = member.properties as { type: Schema; data: Schema };
    const name = String(type.const);
    return [versionName(name, versionOf(name)), data];
  });
}

export function readCatalogue(root: string): Catalogue {
  const folder = join(root, 'docs/events');
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Schema;
  return Object.fromEntries(files.map((name) => [name.replace(/\.json$/, ''), read(name)]));
}

/**
 * What a change would break for events that are stored already: a version of an event that is gone
 * without an upcaster, a field that is gone or has another type, or a new field that old events
 * cannot have.
 */
export function brokenPromises(
  before: Catalogue,
  after: Catalogue,
  upcasters = published,
): string[] {
  return Object.entries(before).flatMap(([name, schema]) => {
    const next = after[name];
    if (next) return brokenIn(schema, next, name);
    return isUpcast(name, upcasters) ? [] : [`${name} is gone.`];
  });
}

function isUpcast(name: string, upcasters: Upcasters): boolean {
  const [type = '', version = '1'] = name.split('.v');
  return Number(version) < versionOf(type, upcasters);
}

function brokenIn(before: Schema, after: Schema, path: string): string[] {
  const fields = Object.entries((before.properties ?? {}) as Record<string, Schema>);
  const next = (after.properties ?? {}) as Record<string, Schema>;
  const changed = fields.flatMap(([field, schema]) => {
    const now = next[field];
    if (!now) return [`${path}.${field} is gone.`];
    return brokenIn(schema, now, `${path}.${field}`);
  });
  const items =
    before.items && after.items
      ? brokenIn(before.items as Schema, after.items as Schema, `${path}[]`)
      : [];
  const wanted = new Set((before.required as string[] | undefined) ?? []);
  const added = ((after.required as string[] | undefined) ?? [])
    .filter((field) => !wanted.has(field))
    .map((field) => `${path}.${field} would be wanted of events that do not have it.`);
  const type = JSON.stringify(before.type) === JSON.stringify(after.type);
  return [...(type ? [] : [`${path} has another type.`]), ...changed, ...items, ...added];
}

/** Writes `docs/events`, unless that would break a promise. */
export function writeCatalogue(root: string): string[] {
  const catalogue = generateCatalogue(root);
  const broken = brokenPromises(readCatalogue(root), catalogue);
  if (broken.length > 0) return broken;
  mkdirSync(join(root, 'docs/events'), { recursive: true });
  for (const [type, schema] of Object.entries(catalogue)) {
    writeFileSync(join(root, `docs/events/${type}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
  return [];
}
