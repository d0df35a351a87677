import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StoredEvent } from '#libs/event-store';
import type { Ask } from '#messages/messages';
import { receive } from '#messages/receive';
import { contextModules } from '../apps/marketplace/src/contexts.js';
import { Registration } from '../libs/event-sourcing/src/registration.js';
import { readFixtures, replay } from '../tools/event-fixtures.js';

const root = join(import.meta.dirname, '..');

/** Something that asks because of events. */
interface Asker {
  readonly name: string;
  readonly types: readonly string[];
  readonly asks: (event: StoredEvent) => readonly Ask[];
}

const askers = contextModules
  .flatMap((module) => Reflect.getMetadata('providers', module) as { useValue?: unknown }[])
  .flatMap(({ useValue }) => (useValue instanceof Registration ? [useValue] : []))
  .flatMap(({ follows }): Asker[] => {
    if (follows.kind === 'read-model') return [];
    if (follows.kind === 'process') return [asker(follows.process.name, follows.process.on, made)];
    if (follows.kind === 'due-times')
      return [asker(follows.dueTimes.name, follows.dueTimes.on, due)];
    const { name, on, initial } = follows.process;
    return [asker(name, on, (how, event) => reacted(how, event, initial))];
  });

type Handler = (data: object, event: StoredEvent) => never;
type How = (handler: Handler, event: StoredEvent) => readonly Ask[];

function asker(name: string, on: object, how: How): Asker {
  const handlers = on as Record<string, Handler>;
  const asks = (event: StoredEvent) => how(handlers[event.type] as Handler, event);
  return { name, types: Object.keys(handlers), asks };
}

function made(handler: Handler, event: StoredEvent): readonly Ask[] {
  return handler(event.data, event);
}

function due(handler: Handler, event: StoredEvent): readonly Ask[] {
  const times: { ask: Ask }[] = handler(event.data, event);
  return times.map(({ ask }) => ask);
}

/** A memory of nothing, and one of a round's tender, so that both ways are taken. */
function reacted(handler: unknown, event: StoredEvent, initial: unknown): readonly Ask[] {
  const { data } = event;
  const { evolve, react } = handler as {
    evolve: (state: unknown, data: object) => unknown;
    react?: (state: unknown, data: object, event: StoredEvent) => readonly Ask[];
  };
  const tenderId = '3f0c2a5e-4d0e-4c39-9a63-0a3c2f6f6f01';
  return [initial, { tenderId }].flatMap(
    (state) => react?.(evolve(state, data), data, event) ?? [],
  );
}

/** What events may hold, and rules let in, in the place of what this one holds. */
function varied(
  value: unknown,
  field: string,
  some: (least: number, most: number) => number,
): unknown {
  if (Array.isArray(value)) return value.map((one) => varied(one, field, some));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => [key, varied(one, key, some)]);
    return Object.fromEntries(entries);
  }
  if (field.endsWith('Pence')) return some(0, 1_000_000_00);
  if (field === 'quantity') return some(1, 10_000_000);
  if (field === 'reason') return 'é'.repeat(some(1, 500));
  if (field.endsWith('Name')) return 'é'.repeat(some(1, 200));
  return value;
}

describe('What processes and due times ask', () => {
  const events: StoredEvent[] = [];

  beforeAll(async () => {
    for (const fixture of readFixtures(root)) events.push(...(await replay(fixture)));
  });

  it('is known: every context’s processes and due times are looked at', () => {
    expect(askers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['post-on-match', 'lock-when-due', 'cancel-with-round']),
    );
    expect(askers.length).toBeGreaterThanOrEqual(9);
  });

  it.each(askers.map((one) => [one.name, one] as const))(
    'is a message that is taken, for every event that was ever stored: %s',
    (_, { types, asks }) => {
      const read = events.filter(({ type }) => types.includes(type));
      expect(new Set(read.map(({ type }) => type))).toEqual(new Set(types));
      const asked = read.flatMap((event) => asks(event));
      expect(asked.length).toBeGreaterThan(0);
      for (const { message, body } of asked) receive(message, structuredClone(body));
    },
  );

  it('is a message that is taken, whatever amounts and words the event holds', () => {
    const caused = askers.flatMap(({ types, asks }) =>
      events.filter(({ type }) => types.includes(type)).map((event) => ({ event, asks })),
    );
    const values = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.constantFrom(...caused), values, ({ event, asks }, stream) => {
        const some = (least: number, most: number) =>
          least + Math.floor((stream.next().value as number) * (most - least));
        const data = varied(event.data, '', some) as object;
        const asked = asks({ ...event, data });
        for (const { message, body } of asked) receive(message, structuredClone(body));
      }),
      { numRuns: 500 },
    );
  });
});
