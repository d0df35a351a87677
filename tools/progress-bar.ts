const width = 30;
const pauseMs = 100;

/** A bar on a terminal; nothing where the output is kept in a file. */
export function progressBar(title: string, total: number): { step(): void; end(): void } {
  const { stderr } = process;
  if (!stderr.isTTY || total === 0) return { step: () => undefined, end: () => undefined };
  let done = 0;
  let drawnAt = 0;
  const draw = (): void => {
    const full = Math.floor((done * width) / total);
    const bar = '█'.repeat(full) + '░'.repeat(width - full);
    stderr.write(`\r${title}  ${bar}  ${done} of ${total}`);
    drawnAt = Date.now();
  };
  return {
    step: () => {
      done += 1;
      if (Date.now() - drawnAt > pauseMs) draw();
    },
    end: () => {
      draw();
      stderr.write('\n');
    },
  };
}
