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
