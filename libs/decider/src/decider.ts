import type { Command, Event, MessageClass, Query, Scope } from '#messages/messages';

export type Commands = Record<string, MessageClass<Command>>;
export type AnyOf<C extends Commands> = InstanceType<C[keyof C]>;

/** What another stream knows and a rule needs, by command name: `{ JoinRound: { standing: … } }`. */
export type FactsOf<C extends Commands> = { [Name in keyof C]?: object };

/** Events, and the instant (by the store's clock) after which they may no longer be recorded. */
export interface Decision<E extends Event> {
  readonly events: readonly E[];
  readonly notAfter?: string;
}

/** Jérémie Chassaing's Decider: all the behaviour of one kind of stream, with no input or output. */
export interface Decider<
  State,
  C extends Commands,
  E extends Event,
  Facts extends FactsOf<C> = Record<never, never>,
> {
  /** The stream that a command is about. */
  stream: (command: AnyOf<C>) => string;
  /** Whose business this is, from the state or, while nothing exists, from the command. */
  scope: (state: State, command: AnyOf<C>) => Scope;
  initialState: State;
  /** The queries whose answers `decide` gets as its third argument; may look at the state. */
  needs?: {
    [Name in keyof Facts & keyof C]: (
      command: InstanceType<C[Name]>,
      state: State,
    ) => { [Fact in keyof Facts[Name]]: Query<Facts[Name][Fact]> };
  };
  /** What a command does to a state: the events that follow, or a refusal. */
  decide: {
    [Name in keyof C]: (
      state: State,
      command: InstanceType<C[Name]>,
      facts: Name extends keyof Facts ? NonNullable<Facts[Name]> : undefined,
    ) => readonly E[] | Decision<E>;
  };
  /** What an event does to a state. Never refuses: it has already happened. */
  evolve: {
    [Type in E['type']]: (state: State, data: Extract<E, { type: Type }>['data']) => State;
  };
}

/** A decider with its types erased, as the shared handler sees it. */
export interface AnyDecider {
  stream: (command: never) => string;
  scope: (state: never, command: never) => Scope;
  initialState: unknown;
  needs?: Record<string, (command: never, state: never) => Record<string, Query<unknown>>>;
  decide: Record<
    string,
    (state: never, command: never, facts: never) => readonly Event[] | Decision<Event>
  >;
  evolve: Record<string, (state: never, data: never) => unknown>;
}

/** The state after some events. An event of an unknown type is a bug and throws. */
export function fold(decider: AnyDecider, state: unknown, events: readonly Event[]): unknown {
  return events.reduce((before, { type, data }) => {
    const evolve = decider.evolve[type];
    if (!evolve) throw new Error(`No evolve for event ${type}.`);
    return evolve(before as never, data as never);
  }, state);
}

/** What kind of no: a rule's (409), a permission's (403), or there is nothing to see (404). */
export type RefusalKind = 'rule' | 'forbidden' | 'not-found';

/** Someone said no. The code is stable and documented; the message is for people. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly kind: RefusalKind = 'rule',
  ) {
    super(message);
  }
}

/** A business rule says no: HTTP 409. */
export function refuse(code: string, message: string): never {
  throw new Refused(code, message);
}

/** What may not be seen and what does not exist give the same answer: HTTP 404. */
export function notFound(): never {
  throw new Refused('not-found', 'There is nothing here, or it is not yours to see.', 'not-found');
}
