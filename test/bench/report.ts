import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { relative, resolve } from 'node:path';
import { shown, type Ratio } from './contest.js';

/** Figures to reach, for the median of a ratio. */
const figures: Readonly<Record<string, readonly ['≥' | '≤', number]>> = {
  'append-64/pgbench': ['≥', 1.5],
  'append-64/emmett': ['≥', 8],
  'append-64/copy': ['≥', 0.4],
  'append-64/kurrentdb': ['≥', 2],
  'one-stream-64/row-lock': ['≥', 20],
  'one-stream-64/emmett': ['≥', 200],
  'one-stream-64/message-db': ['≥', 10],
  'handled-p99/emmett': ['≤', 0.02],
  'projection/typeorm': ['≥', 50],
  'rebuild/live': ['≥', 1.3],
  'http-64/bare-route': ['≥', 0.3],
};

/** The ratios as a table that reads well as text and as Markdown. */
export function table(ratios: readonly Ratio[]): string {
  const head = ['Ratio', 'min–median–max', 'Figure to reach', 'Ours', 'Peer', 'Unit'];
  const rows = ratios.map((ratio) => [
    ratio.name,
    `${shown(ratio.min)}–**${shown(ratio.median)}**–${shown(ratio.max)}`,
    figureOf(ratio),
    shown(ratio.ours),
    shown(ratio.peer),
    ratio.unit,
  ]);
  return aligned(head, rows);
}

/** A table that reads well as text and as Markdown. */
export function aligned(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, n) => Math.max(...[head, ...rows].map((row) => row[n]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, n) => cell.padEnd(widths[n] as number)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function figureOf({ name, median }: Ratio): string {
  const figure = figures[name];
  if (!figure) return '';
  const [sign, bound] = figure;
  const isMet = sign === '≥' ? median >= bound : median <= bound;
  return `${sign} ${bound}: ${isMet ? 'met' : 'missed'}`;
}

export interface How {
  readonly server: string;
  readonly rounds: number;
  readonly seconds: number;
  /** Load average before the run. */
  readonly before: number;
}

const document = resolve('docs/benchmarks.md');

/** Puts a run between the marks of the document, and answers the document's name. */
export function writeDocument(ratios: readonly Ratio[], { server, ...how }: How): string {
  const turns = `${how.rounds} rounds of ${how.seconds} seconds`;
  return writeBetween('engine', `${machine(server, turns, how.before)}\n\n${table(ratios)}`);
}

/** The same for any text and part of the document. */
export function writeBetween(part: string, run: string): string {
  const [begin, end] = [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`];
  const text = readFileSync(document, 'utf8');
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`${document} has lost its marks ${begin} … ${end}.`);
  writeFileSync(document, `${before}${begin}\n\n${run}\n\n${end}${after}`);
  return relative(process.cwd(), document);
}

/** Where and how a run was made, in a line. */
export function machine(what: string, turns: string, before: number): string {
  const cores = cpus();
  const load = `load ${before.toFixed(1)} before and ${loadavg()[0]?.toFixed(1)} after`;
  const day = new Date().toISOString().slice(0, 10);
  const node = `Node ${process.versions.node}`;
  return `${day}: ${[what, node, `${cores.length} cores of ${cores[0]?.model}`].join('; ')}; ${turns}, ${load}.`;
}
