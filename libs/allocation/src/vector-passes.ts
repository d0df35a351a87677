/**
 * Two loops that everything here waits for, in WebAssembly for two numbers at once: in JavaScript they
 * take four times as long. Both go from the top down, so that what is read has not yet changed, and
 * keep to the order of operations that their comments state, so that no bit depends on the machine.
 * Numbers below the range must be 0 (`mix`) or −∞ (`choose`), and so stay.
 */
export interface VectorPasses {
  /** So many numbers, whose content is whatever the last user left. Copy what is to stay. */
  numbers(count: number): Float64Array;
  /** a[t] = (w₀·a[t] + w₁·a[t − first]) + (w₂·a[t − second] + w₃·a[t − third]), t = to … from. */
  mix(
    range: readonly [from: number, to: number],
    back: readonly [first: number, second: number, third: number],
    weights: readonly [number, number, number, number],
  ): void;
  /**
   * a[t] = a[t − back] + more where that is larger than a[t] by more than the margin, t = to … from.
   * Answers where it was, a bit for each number from the last multiple of 8 that is not above `from`.
   */
  choose(
    range: readonly [from: number, to: number],
    back: number,
    more: number,
    margin: number,
  ): Uint8Array;
}

const [i32, f64, v128] = [0x7f, 0x7c, 0x7b];
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, value];
const [loop, nothing, againIf, end] = [0x03, 0x40, [0x0d, 0], 0x0b];
const [minus, or, shiftLeft, notBelow, storeByte] = [0x6b, 0x72, 0x74, 0x4e, [0x3a, 0, 0]];
const load = (offset = 0) => [0xfd, 0x00, 3, offset];
const store = (offset = 0) => [0xfd, 0x0b, 3, offset];
const [splat, plus, times] = [
  [0xfd, 0x14],
  [0xfd, 0xf0, 0x01],
  [0xfd, 0xf2, 0x01],
];
const [isLarger, select, bits] = [
  [0xfd, 0x4a],
  [0xfd, 0x52],
  [0xfd, 0xc4, 0x01],
];
const both = (local: number, into: number) => [...get(local), ...splat, ...set(into)];
const lower = (local: number, by: number) => [get(local), constant(by), minus, set(local)].flat();

/** Two numbers at address 0, down to address 1; 2 to 4 say how far back, 5 to 8 are weights. */
const mixing = [
  [both(5, 9), both(6, 10), both(7, 11), both(8, 12)],
  [loop, nothing],
  get(0),
  [get(0), load(), get(9), times],
  [get(0), get(2), minus, load(), get(10), times, plus],
  [get(0), get(3), minus, load(), get(11), times],
  [get(0), get(4), minus, load(), get(12), times, plus],
  [plus, store(), lower(0, 16)],
  [get(0), get(1), notBelow, againIf, end, end],
].flat(2);

/** As many of the eight at address 0 as lie at this offset. 6 more, 7 margin, 8 taken, 9 had. */
const choosingTwo = (offset: number) => [
  [get(0), get(2), minus, load(offset), get(6), plus, set(8)],
  [get(0), load(offset), set(9)],
  [get(8), get(9), get(7), plus, isLarger, set(10)],
  [get(0), get(8), get(9), get(10), select, store(offset)],
  [get(11), constant(2), shiftLeft, get(10), bits, or, set(11)],
];

/** Eight numbers at address 0, down to address 1; 2 says how far back; a byte of bits at 3. */
const choosing = [
  [both(4, 6), both(5, 7), loop, nothing],
  [48, 32, 16, 0].flatMap(choosingTwo).flat(),
  [get(3), get(11), storeByte, lower(3, 1), lower(0, 32), lower(0, 32)],
  [get(0), get(1), notBelow, againIf, end, end],
].flat(2);

const magic = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

function program(): Uint8Array<ArrayBuffer> {
  const sized = (bytes: readonly number[]) => {
    return [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
  };
  const section = (id: number, ...parts: (number | number[])[]) => [id, ...sized(parts.flat())];
  const name = (text: string) => [text.length, ...Buffer.from(text)];
  const mixes = [0x60, 9, i32, i32, i32, i32, i32, f64, f64, f64, f64, 0];
  const chooses = [0x60, 6, i32, i32, i32, i32, f64, f64, 0];
  const bodies = [sized([1, 4, v128, ...mixing]), sized([2, 5, v128, 1, i32, ...choosing])];
  return Uint8Array.from([
    ...magic,
    ...section(1, 2, mixes, chooses),
    ...section(3, 2, 0, 1),
    ...section(5, 1, 0, 1),
    ...section(7, 3, name('memory'), 2, 0, name('mix'), 0, 0, name('choose'), 0, 1),
    ...section(10, 2, ...bodies),
  ]);
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly mix: (...numbers: number[]) => void;
  readonly choose: (...numbers: number[]) => void;
}

/** What of it is used here: the compiler knows no more of it than of a browser. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

const pageBytes = 65_536;
/** Their bytes are counted below 2³¹. */
const mostNumbers = 2 ** 27;

function start(): VectorPasses {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(program()));
  const { memory, mix, choose } = exports as Exports;
  let bitsAt = 0;
  return {
    numbers(count) {
      if (count > mostNumbers) throw new RangeError('Too many units to count.');
      bitsAt = 8 * (count + 8);
      const missing = bitsAt + count - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
      return new Float64Array(memory.buffer, 0, count);
    },
    mix([from, to], [first, second, third], weights) {
      mix(8 * (to - 1), 8 * (from - 1), 8 * first, 8 * second, 8 * third, ...weights);
    },
    choose([from, to], back, more, margin) {
      const [first, last] = [from >> 3, to >> 3];
      choose(64 * last, 64 * first, 8 * back, bitsAt + last, more, margin);
      return new Uint8Array(memory.buffer, bitsAt + first, last - first + 1);
    },
  };
}

/** One for all, since nothing here waits for anything in between. */
export const vectorPasses: VectorPasses = start();
