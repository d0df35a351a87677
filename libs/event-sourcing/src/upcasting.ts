import {
  StoreFailed,
  type Append,
  type Batch,
  type EventStore,
  type StoredEvent,
} from '#libs/event-store';
import { versionOf, type Upcaster, type Upcasters } from '#messages/upcasters';

/**
 * The log in today's language: `type` and `data` of an event that was stored in an older version
 * are today's for whoever reads; `text` stays what is stored. From its second version on, what is
 * appended is marked with its version. Data are made anew only when somebody looks at them, so that
 * a fault in it stops only who looks, at that event.
 */
export function upcasting(store: EventStore, upcasters: Upcasters): EventStore {
  const steps = new Map(Object.entries(upcasters));
  for (const type of steps.keys()) wayFrom(steps, type, 1);

  const view = (event: StoredEvent): StoredEvent =>
    event.meta.v === undefined && !steps.has(event.type) ? event : viewed(steps, event);
  const mark = (append: Append) => (steps.size === 0 ? append : marked(append, upcasters));
  const viewAll = ({ events, upTo }: Batch): Batch => ({ events: events.map(view), upTo });
  const withOlder = (types?: readonly string[]) => types && storedTypes(steps, types);
  return {
    ...store,
    append: async (append) => store.append(mark(append)),
    appendMany: async (appends) => store.appendMany(appends.map(mark)),
    readStream: async (stream, how) => (await store.readStream(stream, how)).map(view),
    readAll: async (how) => viewAll(await store.readAll({ ...how, types: withOlder(how.types) })),
    subscribe: (how, handle) =>
      store.subscribe({ ...how, types: withOlder(how.types) }, (batch) => handle(viewAll(batch))),
    findById: async (id) => {
      const found = await store.findById(id);
      return found && view(found);
    },
  };
}

type Steps = ReadonlyMap<string, readonly Upcaster[]>;

interface Way {
  /** Today's type and version, or those that this program knows no more of. */
  readonly type: string;
  readonly version: number;
  readonly taken: readonly Upcaster[];
}

function wayFrom(steps: Steps, stored: string, since: number): Way {
  const taken: Upcaster[] = [];
  let [type, version] = [stored, since];
  for (;;) {
    const step = steps.get(type)?.[version - 1];
    if (!step) return { type, version, taken };
    if (taken.includes(step)) throw new Error(`The upcasters of ${stored} go round in a circle.`);
    taken.push(step);
    [type, version] = step.becomes === undefined ? [type, version + 1] : [step.becomes, 1];
  }
}

function viewed(steps: Steps, event: StoredEvent): StoredEvent {
  const { type, version, taken } = wayFrom(steps, event.type, event.meta.v ?? 1);
  let today: object | undefined;
  return {
    ...event,
    type,
    get data() {
      if (version > (steps.get(type)?.length ?? 0) + 1) throw tooNew(event);
      const next = (data: object, step: Upcaster) => step.data(data as never);
      return (today ??= taken.reduce(next, event.data));
    },
  };
}

/** A newer program has written to this log: this one must not guess what it meant. */
function tooNew({ type, position, meta }: StoredEvent): StoreFailed {
  const what = `${type} at position ${position} is of version ${meta.v}`;
  return new StoreFailed(`${what}, which this program does not know: start the newer one.`, true);
}

function storedTypes(steps: Steps, types: readonly string[]): string[] {
  const wanted = new Set(types);
  const older = [...steps.keys()].filter((type) => wanted.has(wayFrom(steps, type, 1).type));
  return [...new Set([...types, ...older])];
}

function marked(append: Append, upcasters: Upcasters): Append {
  const events = append.events.map((event) => {
    if (upcasters[event.type]?.at(-1)?.becomes !== undefined) {
      throw new Error(`${event.type} has another name today and is recorded no more.`);
    }
    const v = versionOf(event.type, upcasters);
    return v === 1 ? event : { ...event, meta: { ...event.meta, v } };
  });
  return { ...append, events };
}
