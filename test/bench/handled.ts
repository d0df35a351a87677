import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import { process as following, type Process } from '#libs/event-sourcing';
import type { AccountEvent } from './account.js';
import type { Contest, Measure } from './contest.js';
import { emmettStore } from './emmett.js';
import type { Ground } from './ground.js';
import { startOurs } from './ours.js';

const aSecond = 100;
const patienceMs = 20_000;

/**
 * How long after its append began an event is handled, in milliseconds: of a hundred such times a
 * second, the one that 99 in 100 do not exceed. Ours is a process that follows the log; Emmett's
 * is a reactor on its consumer, with the package's own batch size and polling.
 */
export const handled: Contest<Ground> = {
  name: 'handled-p99',
  unit: 'ms',
  peers: ['emmett'],
  open: async (ground, wanted) => {
    const ours = await ownProcess(await ground.database());
    const emmett = wanted.includes('emmett')
      ? await reactor(await ground.database())
      : { measure: undefined, close: async () => undefined };
    return {
      ours: ours.measure,
      peers: emmett.measure ? { emmett: emmett.measure } : ({} as Record<string, Measure>),
      close: async () => void (await Promise.all([ours.close(), emmett.close()])),
    };
  },
};

/** When each event began, and how long it took until it was handled. */
class Stopwatch {
  private readonly begun = new Map<string, number>();
  private times: number[] = [];

  handled(id: string): void {
    const began = this.begun.get(id);
    if (began === undefined) return;
    this.begun.delete(id);
    this.times.push(performance.now() - began);
  }

  /**
   * Appends at an even pace, never two at once (Emmett's consumer passes over events of appends
   * that overlap); settles with the 99th percentile when all of them were handled.
   */
  async percentile(seconds: number, append: (id: string) => Promise<unknown>): Promise<number> {
    this.times = [];
    const count = Math.max(10, Math.round(seconds * aSecond));
    const began = performance.now();
    for (let n = 0; n < count; n += 1) {
      await sleep(Math.max(0, began + (n * 1_000) / aSecond - performance.now()));
      const id = v7();
      this.begun.set(id, performance.now());
      await append(id);
    }
    const end = performance.now() + patienceMs;
    while (this.times.length < count && performance.now() < end) await sleep(5);
    if (this.times.length < count) throw new Error('Some events were not handled.');
    return this.times.toSorted((a, b) => a - b)[Math.ceil(count * 0.99) - 1] as number;
  }
}

async function ownProcess(url: string) {
  const watch = new Stopwatch();
  const onOpened: Process<AccountEvent> = {
    name: 'bench-watch',
    on: {
      AccountOpened: ({ accountId }) => {
        watch.handled(accountId);
        return [];
      },
    },
  };
  const ours = await startOurs(url, { providers: [following(onOpened)] });
  await ours.eventSourcing.start();
  const measure: Measure = (seconds) =>
    watch.percentile(seconds, (accountId) => {
      const meta = { at: new Date().toISOString(), actor: 'bench', commandId: accountId };
      const data = { accountId, balancePence: 1 };
      const events = [
        { id: accountId, type: 'AccountOpened', data, meta: { ...meta, correlationId: accountId } },
      ];
      return ours.store.append({ stream: `account-${accountId}`, expected: 'no-stream', events });
    });
  return { measure, close: () => ours.close() };
}

async function reactor(url: string) {
  const watch = new Stopwatch();
  const store = await emmettStore(url);
  const consumer = store.consumer();
  consumer.reactor({
    processorId: 'bench-watch',
    eachMessage: ({ data }) => watch.handled((data as { accountId: string }).accountId),
  });
  const running = consumer.start();
  const measure: Measure = (seconds) =>
    watch.percentile(seconds, (accountId) => {
      const events = [{ type: 'AccountOpened', data: { accountId, balancePence: 1 } }];
      const how = { expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' } as const;
      return store.appendToStream(`account-${accountId}`, events, how);
    });
  const close = async (): Promise<void> => {
    await consumer.close();
    await running;
    await store.close();
  };
  return { measure, close };
}
