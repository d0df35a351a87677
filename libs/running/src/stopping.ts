/** Longer than the longest request; then the process goes whatever still runs. */
const patienceMs = 25_000;

/**
 * Drains and ends this process on Ctrl-C, SIGTERM, or when the launcher that forked it is gone.
 * A second Ctrl-C does not wait.
 */
export function stopWhenAsked(close: () => Promise<void>): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
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
    if (!stopping) stop();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stopOnce);
  if (process.channel) process.once('disconnect', stopOnce);
}

/** Tells the launcher that this process takes requests. */
export function sayReady(): void {
  process.send?.('ready');
}
