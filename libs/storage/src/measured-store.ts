import {
  RefusedBefore,
  StoreFailed,
  TooLate,
  WrongExpectedRevision,
  type Append,
  type Appended,
  type EventStore,
} from '#libs/event-store';
import { appendSeconds, secondsSince, traced } from '#libs/metrics';

/** The same store, its appends timed by outcome and traced. */
export function measured(store: EventStore): EventStore {
  const append = store.append.bind(store);
  return Object.assign(store, { append: (wanted: Append) => timed(wanted, append) });
}

async function timed(
  wanted: Append,
  append: (wanted: Append) => Promise<Appended>,
): Promise<Appended> {
  const began = performance.now();
  const tell = (outcome: string): void =>
    appendSeconds.labels(outcome).observe(secondsSince(began));
  const [first] = wanted.events;
  const attributes = {
    'commonpurse.event': first?.type ?? 'none',
    'commonpurse.correlation_id': first?.meta.correlationId ?? 'none',
  };
  return traced('append', 'outgoing', attributes, async () => {
    try {
      const appended = await append(wanted);
      tell(appended.repeated ? 'repeated' : 'recorded');
      return appended;
    } catch (fault) {
      tell(outcomeOf(fault));
      throw fault;
    }
  });
}

function outcomeOf(fault: unknown): string {
  if (fault instanceof WrongExpectedRevision) return 'conflict';
  if (fault instanceof RefusedBefore) return 'refused-before';
  if (fault instanceof TooLate) return 'too-late';
  return fault instanceof StoreFailed && fault.retryable ? 'unavailable' : 'failed';
}
