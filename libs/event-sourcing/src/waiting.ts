import { StoreFailed } from '#libs/event-store';

/** How far a reader has come, and those who wait for it. */
export class Progress {
  position = 0n;
  /** When it last moved, by this process's clock. */
  movedAt = Date.now();
  private readonly waiting = new Set<() => void>();

  advance(to: bigint): void {
    if (to !== this.position) this.movedAt = Date.now();
    this.position = to;
    this.wake();
  }

  /** Lets those who wait look again: the position moved, or the reader stopped for good. */
  wake(): void {
    for (const look of this.waiting) look();
  }

  /** Settles when `enough` says so; a retryable failure when that takes too long. */
  async until(enough: () => boolean, timeoutMs: number): Promise<void> {
    if (enough()) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!enough()) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve();
      };
      const giveUp = () => {
        this.waiting.delete(look);
        reject(new StoreFailed('The answer is not up to date yet; try again in a moment.', true));
      };
      const timer = setTimeout(giveUp, timeoutMs);
      this.waiting.add(look);
    });
  }
}
