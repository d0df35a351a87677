import { StoreFailed } from '../event-store.js';
import type { Place } from './index-tables.js';

const mostWaiting = 20_000;

/** What those who have had their turn at a stream leave to those who wait behind them. */
export interface Turn {
  /** Where the stream stands, at least. */
  stands: number;
  /** Where the last events are that were appended in these turns. */
  readonly places: Place[];
  /** Up to which revision places were forgotten, so that a stream never idle keeps no more. */
  forgotten: number;
}

const mostPlaces = 1_000;

/** Adds what was appended, the oldest places forgotten first. */
export function leave(turn: Turn, places: readonly Place[]): void {
  turn.places.push(...places);
  if (turn.places.length <= mostPlaces) return;
  const gone = turn.places.splice(0, turn.places.length - mostPlaces / 2);
  turn.forgotten = Math.max(turn.forgotten, ...gone.map(({ revision }) => revision));
}

/** One after the other for each stream, in the order asked; streams do not wait for each other. */
export function createTurns() {
  const last = new Map<string, { turn: Turn; mine: Promise<unknown> }>();
  let waiting = 0;
  return {
    take: <T>(stream: string, act: (turn: Turn) => Promise<T>): Promise<T> => {
      if (waiting >= mostWaiting) {
        const sentence = 'Too many appends are waiting; try again shortly.';
        return Promise.reject(new StoreFailed(sentence, true));
      }
      waiting += 1;
      const before = last.get(stream);
      const turn = before?.turn ?? { stands: -1, places: [], forgotten: -1 };
      const take = (): Promise<T> => act(turn);
      const mine = before ? before.mine.then(take, take) : take();
      last.set(stream, { turn, mine });
      const done = (): void => {
        waiting -= 1;
        if (last.get(stream)?.mine === mine) last.delete(stream);
      };
      mine.then(done, done);
      return mine;
    },
    /** Settles when nobody waits any more. */
    idle: async (): Promise<void> =>
      void (await Promise.allSettled([...last.values()].map(({ mine }) => mine))),
  };
}
