import type { Ask, Event } from '#messages/messages';
import type { StoredEvent } from '#libs/event-store';

/** Event in, commands out; pure. Command ids derive from the causing event, so replays do nothing twice. */
export interface Process<E extends Event = Event> {
  readonly name: string;
  readonly on: {
    [Type in E['type']]?: (
      data: Extract<E, { type: Type }>['data'],
      event: StoredEvent<Extract<E, { type: Type }>>,
    ) => readonly Ask[];
  };
}

/** A process with a memory: one state per key, moved in one transaction with the checkpoint. */
export interface ProcessWithMemory<State, E extends Event = Event> {
  readonly name: string;
  readonly initial: State;
  readonly on: {
    [Type in E['type']]?: {
      readonly key: (data: Extract<E, { type: Type }>['data']) => string;
      readonly evolve: (state: State, data: Extract<E, { type: Type }>['data']) => State;
      /** Looks at the state after `evolve`. */
      readonly react?: (
        state: State,
        data: Extract<E, { type: Type }>['data'],
        event: StoredEvent<Extract<E, { type: Type }>>,
      ) => readonly Ask[];
    };
  };
}

/** Something to ask at an instant, whatever happens in between; a later one of the same key replaces it. */
export interface DueTime {
  readonly key: string;
  /** Null takes it back. */
  readonly at: string | null;
  readonly ask: Ask;
}

/** Which events set durable due times. Kept with the checkpoint; asked once, at or after `at`. */
export interface DueTimes<E extends Event = Event> {
  readonly name: string;
  readonly on: {
    [Type in E['type']]?: (data: Extract<E, { type: Type }>['data']) => readonly DueTime[];
  };
}
