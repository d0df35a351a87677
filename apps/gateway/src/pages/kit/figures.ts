/** The geometry of our charts, worked out before the template: x in per cent, y in pixels. */

export interface Bar {
  readonly label: string;
  /** Whole pence or units; below zero goes to the left of the axis. */
  readonly value: number;
  /** The second part of a stacked bar. */
  readonly second?: number;
  /** How the figure is written beside the label. */
  readonly text: string;
}

interface Piece {
  readonly x: string;
  readonly width: string;
  readonly kind: 'main' | 'second' | 'negative';
}

export interface BarChart {
  readonly caption: string;
  readonly height: number;
  readonly axis: string;
  readonly bars: readonly {
    readonly label: string;
    readonly text: string;
    readonly textY: number;
    readonly barY: number;
    readonly pieces: readonly Piece[];
  }[];
  /** What the two parts of a stacked bar mean. */
  readonly parts?: readonly [string, string];
}

const step = 52;

/** Horizontal bars from one zero line; give `parts` when bars have a second part. */
export function barChart(
  caption: string,
  bars: readonly Bar[],
  parts?: readonly [string, string],
): BarChart {
  const ends = bars.flatMap(({ value, second = 0 }) => [
    sumIf([value, second], (part) => part > 0),
    sumIf([value, second], (part) => part < 0),
  ]);
  const most = Math.max(0, ...ends);
  const least = Math.min(0, ...ends);
  const span = most - least || 1;
  const place = (value: number) => ((value - least) / span) * 100;
  return {
    caption,
    height: bars.length * step,
    axis: percent(place(0)),
    bars: bars.map((bar, index) => ({
      label: bar.label,
      text: bar.text,
      textY: index * step + 16,
      barY: index * step + 22,
      pieces: pieces(bar, place),
    })),
    ...(parts ? { parts } : {}),
  };
}

/** Parts above zero stack to the right, parts below zero to the left. */
function pieces({ value, second = 0 }: Bar, place: (value: number) => number): Piece[] {
  const sameSide = value > 0 === second > 0;
  const drawn: Piece[] = [];
  if (value !== 0) drawn.push(piece(0, value, value < 0 ? 'negative' : 'main', place));
  if (second !== 0) {
    const from = sameSide ? value : 0;
    drawn.push(piece(from, from + second, second < 0 ? 'negative' : 'second', place));
  }
  return drawn;
}

function piece(
  from: number,
  to: number,
  kind: Piece['kind'],
  place: (value: number) => number,
): Piece {
  const left = place(Math.min(from, to));
  return { x: percent(left), width: percent(place(Math.max(from, to)) - left), kind };
}

export interface Progress {
  readonly sentence: string;
  readonly width: string;
  readonly marks: readonly { x: string; label: string; anchor: 'start' | 'middle' | 'end' }[];
}

/**
 * How far something has come towards its marks (a minimum, a price tier). The sentence carries the
 * message: "84 more boxes and the price falls from £12.35 to £11.95"; the bar only repeats it.
 */
export function progress(
  sentence: string,
  reached: number,
  marks: readonly { at: number; label: string }[],
): Progress {
  const end = Math.max(reached, 1, ...marks.map(({ at }) => at));
  return {
    sentence,
    width: percent((Math.max(0, reached) / end) * 100),
    marks: marks.map(({ at, label }) => {
      const x = (at / end) * 100;
      return { x: percent(x), label, anchor: x > 66 ? 'end' : x < 34 ? 'start' : 'middle' };
    }),
  };
}

function sumIf(parts: readonly number[], counts: (part: number) => boolean): number {
  return parts.filter(counts).reduce((sum, part) => sum + part, 0);
}

/** Two decimals of a per cent are finer than a screen. */
function percent(value: number): string {
  return `${Math.round(value * 100) / 100}%`;
}
