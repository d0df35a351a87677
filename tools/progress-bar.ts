const width = 30;
const pauseMs = 100;

export interface ProgressBar {
  step(): void;
  /** So much is done; `words` are shown beside it. */
  to(done: number, words?: string): void;
  end(): void;
}

const still = (): void => undefined;

/** A bar on a terminal; nothing where the output is kept in a file. */
export function progressBar(title: string, total: number): ProgressBar {
  const { stderr } = process;
  if (!stderr.isTTY || total === 0) return { step: still, to: still, end: still };
  let done = 0;
  let beside = '';
  let drawnAt = 0;
  const draw = (): void => {
    const full = Math.min(Math.floor((done * width) / total), width);
    const bar = '█'.repeat(full) + '░'.repeat(width - full);
    stderr.write(`\r${title}  ${bar}  ${done} of ${total}${beside}`);
    drawnAt = Date.now();
  };
  const to = (now: number, words?: string): void => {
    done = now;
    beside = words === undefined ? '' : `  ${words}`;
    if (Date.now() - drawnAt > pauseMs) draw();
  };
  return {
    step: () => to(done + 1),
    to,
    end: () => {
      draw();
      stderr.write('\n');
    },
  };
}
