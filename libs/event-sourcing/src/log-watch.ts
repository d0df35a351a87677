import type { EventStore } from '#libs/event-store';
import { MustStop } from './following.js';
import { logger } from './logger.js';

const lookMs = 2_000;

/**
 * Notices that the log under a living process was put back or exchanged: another epoch, or an end
 * before what was seen already. What this process has in memory is worth nothing then.
 */
export class LogWatch {
  private epoch: string | undefined;
  private highest = 0n;
  private shorter = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: Pick<EventStore, 'epoch' | 'head'>,
    private readonly changed: (reason: MustStop) => void,
    private readonly everyMs = lookMs,
  ) {}

  start(): void {
    this.timer ??= setInterval(() => void this.look().catch(() => undefined), this.everyMs);
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Twice in a row, since a copy of the log that lags may answer once. */
  private async look(): Promise<void> {
    const [epoch, head] = await Promise.all([this.store.epoch(), this.store.head()]);
    this.epoch ??= epoch;
    this.shorter = head < this.highest ? this.shorter + 1 : 0;
    if (head > this.highest) this.highest = head;
    if (epoch === this.epoch && this.shorter < 2) return;
    this.stop();
    const seen = `it ends at ${head}, this process has seen ${this.highest}`;
    const how = epoch === this.epoch ? seen : 'it has another name';
    const reason = new MustStop(`The log was put back while this runs (${how}): start it again.`);
    logger.fatal({ err: reason }, 'The log was put back.');
    this.changed(reason);
  }
}
