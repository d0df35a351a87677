import type { DataSource } from 'typeorm';
import type { Meta } from '#messages/messages';
import type { Buses } from './buses.js';
import { askIdOf, askOnce, isBeyondRetry, Unanswerable } from './commander.js';
import { MustStop } from './following.js';
import { logger } from './logger.js';
import { commandNamed } from './message-registry.js';
import { isPassing } from './passing.js';

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

interface Trouble {
  readonly wait: number;
  readonly until: number;
  readonly unforeseen: number;
}

const pollMs = 1_000;
const atOnce = 100;
const longestPauseMs = 5_000;

/** Asks what is due, by the database's clock, in the order of the instants; each one once. */
export class DueTimeClock {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = true;
  /** Sets of due times whose last try failed: in how many milliseconds, and from when, to try again. */
  private readonly troubles = new Map<string, Trouble>();

  constructor(
    private readonly db: DataSource,
    private readonly buses: Buses,
    /** Names of the sets that this instance is in charge of, and whose reader is up to date. */
    private readonly inCharge: () => readonly string[],
    private readonly trouble: (name: string, error: unknown) => void,
    /** Told when a due time can never be asked as it stands: its set must stop. */
    private readonly giveUp: (name: string, reason: MustStop) => void,
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
      const refusal = await askOnce(this.buses, { message, body: due.body as never }, metaOf(due));
      await this.db.query(
        `UPDATE event_sourcing.due_times SET done_at = clock_timestamp(), outcome = $4
          WHERE name = $1 AND key = $2 AND causing_event = $3`,
        [name, key, due.causing_event, refusal?.code ?? 'accepted'],
      );
      if (this.troubles.delete(name)) this.trouble(name, undefined);
    } catch (error) {
      this.failed(due, error);
    }
  }

  private failed({ name, command, at }: Due, error: unknown): void {
    const before = this.troubles.get(name);
    const unforeseen = (before?.unforeseen ?? 0) + (isPassing(error) ? 0 : 1);
    const wait = Math.min((before?.wait ?? pollMs / 2) * 2, longestPauseMs);
    this.troubles.set(name, { wait, until: performance.now() + wait, unforeseen });
    if (!isBeyondRetry(error, unforeseen)) return this.trouble(name, error);
    const { message } = new Unanswerable({ name: command }, error);
    this.giveUp(name, new MustStop(`What was due at ${at.toISOString()} stops here: ${message}`));
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
