import { v5 as uuidV5 } from 'uuid';
import { addWorkingDays, londonInstant } from '#libs/calendar';
import { Refused } from '#libs/decider';
import type { Database } from '#libs/auth';
import type {
  Accepted,
  Actor,
  Body,
  Command,
  MessageClass,
  Meta,
  Query,
  QueryMeta,
} from '#messages/messages';

const namespace = '6f2b1e0a-94c1-5d6e-8a3b-7d1c5f0e2a44';

/** An id that is the same in every load, so that a half-finished one can be gone on with. */
export function demoId(name: string): string {
  return uuidV5(name, namespace);
}

/** How messages go: the buses of this process, or a way to them. */
export interface Ways {
  command<C extends Command>(
    message: MessageClass<C>,
    body: unknown,
    meta: Meta,
  ): Promise<Accepted>;
  query<R>(message: MessageClass<Query<R>>, body: unknown, meta: QueryMeta): Promise<R>;
}

const service: Actor = { id: 'demonstration', kind: 'service', grants: [] };

/** The demonstration's own clock and its way to the buses: everything else is as for anyone. */
export class Stage {
  private latest = 0n;

  constructor(
    private readonly buses: Ways,
    readonly db: Database,
    /** The day of loading; every date is relative to it. */
    readonly today: string,
  ) {}

  /** An instant some days from the day of loading, by the clock in London. */
  at(days: number, time = '10:00'): string {
    const day = new Date(`${this.today}T00:00:00.000Z`);
    day.setUTCDate(day.getUTCDate() + days);
    return londonInstant(day.toISOString().slice(0, 10), time);
  }

  workingDaysAhead(days: number, time: string): string {
    return londonInstant(addWorkingDays(this.today, days), time);
  }

  /** Asks as this person, at this scripted moment; the key makes the command's id. */
  async ask<C extends Command>(
    message: MessageClass<C>,
    body: Body<C>,
    { as, at, key = '' }: { as: Actor; at: string; key?: string },
  ): Promise<Accepted> {
    const commandId = demoId(`${message.name} ${key} ${JSON.stringify(body)}`);
    const meta = { commandId, actor: as, at, correlationId: commandId, demo: true };
    const accepted = await this.buses.command(message, body, meta);
    const position = BigInt(accepted.position);
    if (position > this.latest) this.latest = position;
    return accepted;
  }

  /** The same, in the name of the system: what a due time would have asked. */
  async askAsSystem<C extends Command>(
    message: MessageClass<C>,
    body: Body<C>,
    at: string,
  ): Promise<void> {
    try {
      await this.ask(message, body, { as: service, at });
    } catch (error) {
      // Loaded before, or done by the due time itself after an interrupted load.
      if (!(error instanceof Refused)) throw error;
    }
  }

  find<R, Q extends Query<R>>(
    message: MessageClass<Q & Query<R>>,
    body: Body<Q>,
    as: Actor = service,
  ): Promise<R> {
    return this.buses.query<R>(message, body, { actor: as, after: String(this.latest) });
  }

  /** Waits until what the processes do has been done. */
  async until(what: string, isDone: () => Promise<boolean>): Promise<void> {
    const patienceMs = 60_000;
    const began = performance.now();
    while (!(await isDone())) {
      if (performance.now() - began > patienceMs) throw new Error(`Waited in vain: ${what}.`);
      await new Promise((settle) => setTimeout(settle, 20));
    }
  }
}
