import { setTimeout as pause } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { Append, EventStore, NewEvent, StoredEvent } from '../event-store.js';

/** How the clauses get at the store under test, once it is open. */
export type Opened = () => EventStore;

let streams = 0;

/** A stream that no other clause uses. */
export function newStream(kind = 'sample'): string {
  streams += 1;
  return `${kind}-${streams}-${v7()}`;
}

/** An event with a new id. */
export function event(type = 'SampleNoted', data: object = { note: 'x' }): NewEvent {
  const id = v7();
  const at = '2026-06-01T09:00:00.000Z';
  return { id, type, data, meta: { at, actor: 'someone', commandId: id, correlationId: id } };
}

/** So many events with new ids; `n` in their data counts them from 0. */
export function events(count: number, type?: string): NewEvent[] {
  return Array.from({ length: count }, (_, n) => event(type, { n }));
}

/** An append of one new event, unless it is told otherwise. */
export function toAppend(stream: string, given: Partial<Append> = {}): Append {
  return { stream, expected: 'any', events: [event()], ...given };
}

/** The error of a call that must fail. */
export async function faultOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (fault) {
    return fault;
  }
  throw new Error('The call was expected to fail.');
}

export const ids = (of: readonly (NewEvent | StoredEvent)[]): string[] => of.map(({ id }) => id);

/** Asks again and again until there is an answer: for what must come true soon. */
export async function untilSaid<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const said = await ask();
    if (said !== undefined) return said;
    if (Date.now() > end) throw new Error('Nothing was said within twenty seconds.');
    await pause(20);
  }
}

/** Do these positions follow the head in order, and by one each where the store says so? */
export function inOrderAfter(
  head: bigint,
  positions: readonly bigint[],
  { positionsWithoutGaps }: EventStore['capabilities'],
): boolean {
  return positions.every((position, n) => {
    const before = positions[n - 1] ?? head;
    return positionsWithoutGaps ? position === before + 1n : position > before;
  });
}
