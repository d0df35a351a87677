/** Longer than the longest request; then the process goes whatever still runs. */
const patienceMs = 25_000;
/** One Ctrl-C may come twice: from the terminal, and passed on by npm. */
const sameKeyMs = 500;

/**
 * Drains and ends this process on Ctrl-C, SIGTERM, or when the launcher that forked it is gone.
 * A second Ctrl-C does not wait.
 */
export function stopWhenAsked(close: () => Promise<void>): void {
  let askedAt: number | undefined;
  const stop = (): void => {
    if (askedAt !== undefined) {
      if (performance.now() - askedAt > sameKeyMs) process.exit(130);
      return;
    }
    askedAt = performance.now();
    setTimeout(() => process.exit(1), patienceMs).unref();
    void close().then(
      () => process.exit(0),
      (failure: unknown) => {
        console.error(failure);
        process.exit(1);
      },
    );
  };
  const stopOnce = (): void => {
    if (askedAt === undefined) stop();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stopOnce);
  if (process.channel) process.once('disconnect', stopOnce);
}

/** Tells the launcher that this process takes requests. */
export function sayReady(): void {
  process.send?.('ready');
}
