import type { EventStore } from '#libs/event-store';
import type { Upcasters } from '#messages/upcasters';

/** Token of the event store (`EventStore`). */
export const EVENT_STORE = Symbol('event store');

/** Token of `EventSourcingOptions`. */
export const EVENT_SOURCING_OPTIONS = Symbol('event sourcing options');

export interface EventSourcingOptions {
  readonly store: EventStore;
  /** Key of the hash that recognises a repeated input; inputs may hold sealed prices. */
  readonly secret: string;
  /** Commands that may wait at once before new ones are turned away (503). Default 10,000. */
  readonly mostWaiting?: number;
  /** Streams whose folded state is kept in memory. Default 10,000. */
  readonly mostStreams?: number;
  /** How older stored data become today's. Those of the published language, unless a spec says. */
  readonly upcasters?: Upcasters;
}
