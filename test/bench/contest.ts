/** What one side did in so many seconds, in the contest's unit. */
export type Measure = (seconds: number) => Promise<number>;

/** Two or more sides that do the same thing; the first is `ours`. */
export interface Sides {
  readonly ours: Measure;
  readonly peers: Readonly<Record<string, Measure>>;
  close(): Promise<void>;
}

/** Something to compare: its ratios are called `<name>/<peer>`. */
export interface Contest<Where> {
  readonly name: string;
  readonly unit: string;
  readonly peers: readonly string[];
  /** Makes ready those peers that are wanted, on empty databases. */
  open(where: Where, wanted: readonly string[]): Promise<Sides>;
}

/** Ours divided by a peer, over the rounds, with both medians in the contest's unit. */
export interface Ratio {
  readonly name: string;
  readonly unit: string;
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly ours: number;
  readonly peer: number;
}

export interface Turns {
  readonly rounds: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** Seconds until a side runs as it goes on to. */
const longestWarmUp = 2;

/** Lets the sides take turns, so that whatever else the machine does falls on all of them. */
export async function takeTurns<Where>(
  { name, unit, peers, open }: Contest<Where>,
  where: Where,
  wanted: readonly string[],
  { rounds, seconds, say }: Turns,
): Promise<Ratio[]> {
  const sides = await open(where, wanted);
  try {
    const measures = new Map([['ours', sides.ours], ...Object.entries(sides.peers)]);
    const seen = new Map([...measures.keys()].map((side) => [side, [] as number[]]));
    for (const measure of measures.values()) await measure(Math.min(seconds, longestWarmUp));
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? [...measures] : [...measures].toReversed();
      for (const [side, measure] of order) seen.get(side)?.push(await measure(seconds));
      const now = [...seen].map(([side, values]) => `${side} ${shown(values.at(-1) ?? NaN)}`);
      say(`${name} ${round + 1}/${rounds}: ${now.join(', ')} ${unit}`);
    }
    const ours = seen.get('ours') ?? [];
    return peers
      .filter((peer) => seen.has(peer))
      .map((peer) => ({ name: `${name}/${peer}`, unit, ...compared(ours, seen.get(peer) ?? []) }));
  } finally {
    await sides.close();
  }
}

function compared(ours: readonly number[], peer: readonly number[]) {
  const ratios = ours.map((value, n) => value / (peer[n] as number)).toSorted((a, b) => a - b);
  return {
    min: ratios[0] as number,
    median: median(ratios),
    max: ratios.at(-1) as number,
    ours: median(ours),
    peer: median(peer),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] as number;
  return ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Three figures are as many as a run can stand for. */
export function shown(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-GB');
  return String(Number(value.toPrecision(3)));
}

/** Calls that so many callers get done, each waiting for its answer before its next call. */
export async function callsASecond(
  callers: number,
  seconds: number,
  call: (caller: number, n: number) => Promise<unknown>,
): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let done = 0;
  const work = async (caller: number): Promise<void> => {
    for (let n = 0; performance.now() < end; n += 1) {
      await call(caller, n);
      done += 1;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: callers }, (_, caller) => work(caller)));
  return done / ((performance.now() - began) / 1_000);
}
