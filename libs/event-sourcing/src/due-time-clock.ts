import type { DataSource } from 'typeorm';
import type { Meta } from '#messages/messages';
import type { Buses } from './buses.js';
import { askIdOf, askOnce } from './commander.js';
import { logger } from './logger.js';
import { commandNamed } from './message-registry.js';

/** A durable due time, as the operator's page lists it. */
export interface DueTimeRow {
  readonly name: string;
  readonly key: string;
  readonly at: string;
  readonly command: string;
  /** When it was asked and answered; null while it is still to come. */
  readonly doneAt: string | null;
  /** `accepted` or the code of the refusal. */
  readonly outcome: string | null;
}

interface Due {
  readonly name: string;
  readonly key: string;
  readonly at: Date;
  readonly command: string;
  readonly body: object;
  readonly causing_event: string;
  readonly correlation_id: string;
  readonly demo: boolean;
}

const pollMs = 1_000;
const atOnce = 100;
const longestPauseMs = 30_000;

/** Asks what is due, by the database's clock, in the order of the instants; each one once. */
export class DueTimeClock {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = true;
  /** Sets of due times whose last try failed: in how many milliseconds, and from when, to try again. */
  private readonly troubles = new Map<string, { wait: number; until: number }>();

  constructor(
    private readonly db: DataSource,
    private readonly buses: Buses,
    /** Names of the sets that this instance is in charge of, and whose reader is up to date. */
    private readonly inCharge: () => readonly string[],
    private readonly trouble: (name: string, error: unknown) => void,
  ) {}

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.plan(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.working;
  }

  private plan(inMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.working = this.tick();
    }, inMs);
  }

  private async tick(): Promise<void> {
    try {
      const names = this.inCharge().filter((name) => this.mayTry(name));
      const due = await this.due(names);
      for (const one of due) await this.ask(one);
      this.plan(due.length === atOnce ? 0 : await this.untilNext(names));
    } catch (error) {
      logger.warn({ err: error }, 'Due times could not be looked up.');
      this.plan(pollMs);
    }
  }

  private async ask(due: Due): Promise<void> {
    const { name, key } = due;
    if (this.stopped || !this.mayTry(name)) return;
    try {
      const message = commandNamed(due.command);
      if (!message) throw new Error(`No command is called ${due.command}.`);
      const outcome = await askOnce(this.buses, { message, body: due.body as never }, metaOf(due));
      await this.db.query(
        `UPDATE event_sourcing.due_times SET done_at = clock_timestamp(), outcome = $4
          WHERE name = $1 AND key = $2 AND causing_event = $3`,
        [name, key, due.causing_event, outcome],
      );
      if (this.troubles.delete(name)) this.trouble(name, undefined);
    } catch (error) {
      const wait = Math.min((this.troubles.get(name)?.wait ?? pollMs / 2) * 2, longestPauseMs);
      this.troubles.set(name, { wait, until: performance.now() + wait });
      this.trouble(name, error);
    }
  }

  /** After a failure the later ones of the same set wait too, so that the order holds. */
  private mayTry(name: string): boolean {
    return performance.now() >= (this.troubles.get(name)?.until ?? 0);
  }

  private async due(names: readonly string[]): Promise<Due[]> {
    if (names.length === 0) return [];
    return this.db.query(
      `SELECT name, key, at, command, body, causing_event, correlation_id, demo
        FROM event_sourcing.due_times
        WHERE name = ANY($1) AND done_at IS NULL AND at <= clock_timestamp()
        ORDER BY at, name, key LIMIT ${atOnce}`,
      [names],
    );
  }

  private async untilNext(names: readonly string[]): Promise<number> {
    const [{ ms }] = await this.db.query(
      `SELECT (extract(epoch FROM min(at) - clock_timestamp()) * 1000)::float8 AS ms
        FROM event_sourcing.due_times WHERE name = ANY($1) AND done_at IS NULL`,
      [names],
    );
    return ms === null ? pollMs : Math.min(Math.max(Math.ceil(ms), 1), pollMs);
  }
}

function metaOf({ name, key, at, causing_event, correlation_id, demo }: Due): Meta {
  return {
    commandId: askIdOf(causing_event, `${name}/${key}`),
    actor: { id: `process:${name}`, kind: 'service', grants: [] },
    at: at.toISOString(),
    correlationId: correlation_id,
    causationId: causing_event,
    ...(demo && { demo }),
  };
}

/** Every due time kept, those to come first. */
export async function listDueTimes(db: DataSource): Promise<DueTimeRow[]> {
  const rows: (Omit<DueTimeRow, 'at' | 'doneAt'> & { at: Date; done_at: Date | null })[] =
    await db.query(
      `SELECT name, key, at, command, done_at, outcome FROM event_sourcing.due_times
        ORDER BY done_at DESC NULLS FIRST, at, name, key LIMIT 1000`,
    );
  return rows.map(({ at, done_at, ...rest }) => ({
    ...rest,
    at: at.toISOString(),
    doneAt: done_at?.toISOString() ?? null,
  }));
}
