import { expect } from '@jest/globals';
import type { Actor, Body, Event, Meta } from '#messages/messages';
import {
  fold,
  Refused,
  type AnyDecider,
  type Commands,
  type Decider,
  type Decision,
  type FactsOf,
} from './decider.js';

/** The clock of a specification, unless it says otherwise. */
export const specifiedAt = '2026-06-01T09:00:00.000Z';

export const someone: Actor = { id: 'someone', kind: 'person', grants: [] };

/** Overrides for one `when`: who asks, when, and what the facts say. */
export interface Circumstances {
  readonly actor?: Actor;
  readonly at?: string;
  readonly commandId?: string;
  readonly facts?: object;
}

/** given(…events).when('Command', body).records(…events) or .refuses('code'). */
export function specify<State, C extends Commands, E extends Event, F extends FactsOf<C>>(
  decider: Decider<State, C, E, F>,
) {
  return (...past: readonly E[]) => ({
    when: <Name extends keyof C & string>(
      name: Name,
      body: Body<InstanceType<C[Name]>>,
      { actor = someone, at = specifiedAt, commandId = 'c0', facts }: Circumstances = {},
    ) => {
      const any = decider as unknown as AnyDecider;
      const meta: Meta = { commandId, actor, at, correlationId: commandId };
      const decide = (): Decision<E> => {
        const state = fold(any, any.initialState, past);
        const made = any.decide[name]?.(state as never, { ...body, meta } as never, facts as never);
        const decision = Array.isArray(made) ? { events: made } : made;
        fold(any, state, (decision as Decision<E>).events);
        return decision as Decision<E>;
      };
      return {
        records: (...events: readonly E[]) => expect(decide().events).toEqual(events),
        recordsNotAfter: (notAfter: string) => expect(decide().notAfter).toBe(notAfter),
        events: () => decide().events,
        refuses: (code: string) => {
          expect(() => decide()).toThrow(Refused);
          try {
            decide();
          } catch (refusal) {
            expect((refusal as Refused).code).toBe(code);
          }
        },
      };
    },
  });
}
