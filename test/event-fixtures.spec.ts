import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { getMetadataArgsStorage } from 'typeorm';
import type { StoredEvent } from '#libs/event-store';
import type { Ask } from '#messages/messages';
import { receive } from '#messages/receive';
import { Registration } from '../libs/event-sourcing/src/registration.js';
import { changesOf } from '../libs/event-sourcing/src/row-changes.js';
import { contextModules } from '../apps/marketplace/src/contexts.js';
import { stateOf } from '../tools/deciders.js';
import { generateCatalogue, readCatalogue } from '../tools/event-catalogue.js';
import {
  readFixtures,
  readStates,
  replay,
  statesOf,
  versionOfText,
  withoutFixture,
} from '../tools/event-fixtures.js';

const root = join(import.meta.dirname, '..');
const fixtures = readFixtures(root);
const validator = new Ajv({ strict: false });

describe('Every version of every event that was ever stored', () => {
  const log: StoredEvent[] = [];

  beforeAll(async () => {
    for (const fixture of fixtures) log.push(...(await replay(fixture)));
  });

  it('is kept as it was stored', () => {
    expect(withoutFixture(root)).toEqual([]);
    expect(fixtures.flatMap(({ texts }) => texts).length).toBeGreaterThan(100);
  });

  it('has the shape that the catalogue says for its version', () => {
    for (const [name, schema] of Object.entries(readCatalogue(root))) {
      const valid = validator.compile(schema);
      const kept = fixtures.flatMap(({ texts }) => texts).filter((text) => named(text, name));
      const faults = kept.filter((text) => !valid((JSON.parse(text) as StoredEvent).data));
      expect([name, kept.length > 0, faults]).toEqual([name, true, []]);
    }
  });

  it('is read as today’s language has it', () => {
    for (const [type, schema] of Object.entries(generateCatalogue(root))) {
      const valid = validator.compile(schema);
      const faults = log.filter(
        (event) => event.type === type.split('.v')[0] && !valid(event.data),
      );
      expect([type, faults]).toEqual([type, []]);
    }
  }, 120_000);

  it('gives the same canonical bytes when it is written again', async () => {
    for (const fixture of fixtures) {
      expect((await replay(fixture)).map(({ text }) => text)).toEqual(fixture.texts);
    }
  });

  it('is folded to the same state as ever', async () => {
    for (const fixture of fixtures) {
      expect(await statesOf(fixture)).toEqual(readStates(root, fixture));
    }
  });

  it('would show that a decider passed over an event', () => {
    const [fixture = { name: '', texts: [] }] = fixtures;
    const kept = readStates(root, fixture);
    for (const type of ['CommitmentExtended', 'SupplierPaid', 'QuoteSealed', 'TenderRevised']) {
      const { stream = '' } = log.find((event) => event.type === type) ?? {};
      const others = log.filter((event) => event.stream === stream && event.type !== type);
      expect([type, others.length && stateOf(others)]).not.toEqual([type, kept[stream]]);
    }
  });

  it.each(followers('read-model'))('is taken by the read model $name', ({ follows }) => {
    const { model } = follows as Extract<Registration['follows'], { kind: 'read-model' }>;
    const wanted = log.filter(({ type }) => type in model.on);
    expect(wanted.length).toBeGreaterThan(0);
    for (const changes of changesOf(model, wanted, keyNames).values()) {
      const { puts, removals } = changes.outcome([]);
      expect(puts.length + removals.length + changes.changes.length).toBeGreaterThan(0);
    }
  });

  it.each([...followers('process'), ...followers('process-with-memory')])(
    'is taken by the process $name, whose commands are sound',
    ({ follows }) => {
      const sound = asks(follows).map(({ message, body }) => receive(message, body));
      expect(sound.length).toBeGreaterThan(0);
    },
  );

  it.each(followers('due-times'))('is taken by the due times $name', ({ follows }) => {
    const { dueTimes } = follows as Extract<Registration['follows'], { kind: 'due-times' }>;
    const on = dueTimes.on as Record<string, (data: object) => readonly { ask: Ask }[]>;
    const due = log.flatMap(({ type, data }) => on[type]?.(data) ?? []);
    expect(due.length).toBeGreaterThan(0);
    for (const { ask } of due) receive(ask.message, ask.body);
  });

  function asks(follows: Registration['follows']): Ask[] {
    if (follows.kind === 'process') {
      const on = follows.process.on as Record<string, (data: object, e: StoredEvent) => Ask[]>;
      return log.flatMap((event) => on[event.type]?.(event.data, event) ?? []);
    }
    if (follows.kind !== 'process-with-memory') return [];
    const { initial, on } = follows.process as unknown as Remembering;
    const memory = new Map<string, unknown>();
    return log.flatMap((event) => {
      const { type, data } = event;
      const how = on[type];
      if (!how) return [];
      const key = how.key(data);
      memory.set(key, how.evolve(memory.has(key) ? memory.get(key) : initial, data));
      return how.react?.(memory.get(key), data, event) ?? [];
    });
  }
});

interface Remembering {
  readonly initial: unknown;
  readonly on: Record<
    string,
    {
      key(data: object): string;
      evolve(state: unknown, data: object): unknown;
      react?(state: unknown, data: object, event: StoredEvent): Ask[];
    }
  >;
}

/** What the modules of every context register to follow the log. */
function followers(kind: Registration['follows']['kind']) {
  return contextModules.flatMap((module) =>
    ((Reflect.getMetadata('providers', module) ?? []) as Provider[]).flatMap((provider) => {
      const value = 'useValue' in provider ? (provider.useValue as unknown) : undefined;
      if (!(value instanceof Registration) || value.follows.kind !== kind) return [];
      const { follows } = value;
      const { name } =
        'model' in follows
          ? follows.model
          : 'dueTimes' in follows
            ? follows.dueTimes
            : follows.process;
      return [{ name, follows }];
    }),
  );
}

function keyNames(row: object): string[] {
  const columns = getMetadataArgsStorage().columns.filter(({ target }) => target === row);
  return columns.filter(({ options }) => options.primary).map(({ propertyName }) => propertyName);
}

function named(text: string, name: string): boolean {
  return versionOfText(text) === name;
}
