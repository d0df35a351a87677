import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { median, shown } from './contest.js';
import { aligned, machine, writeBetween } from './report.js';
import { figures, type Figure, type Seen } from './savings-figures.js';

const usage = `npm run bench -- savings [--json FILE] [--rounds N] [--quick] [--long] [--only NAME,…]
  --json    a file for the figures
  --rounds  how often each is measured (5)
  --quick   one round of those that need a second or so and no network
  --long    also the award of 20 × 50 × 4, which takes some minutes
  --only    some of the figures
A run of everything that is not long, in three rounds or more, is written into docs/benchmarks.md.`;

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    json: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
const only = values.only?.split(',');
const strange = only?.filter((name) => figures.every((figure) => figure.name !== name)) ?? [];

if (!(rounds >= 1) || strange.length > 0) {
  console.error(`${usage}\nThe figures: ${figures.map(({ name }) => name).join(' ')}`);
  process.exit(2);
}
await main();

/** A figure over its rounds. */
interface Measured extends Figure {
  readonly min: number;
  readonly median: number;
  readonly max: number;
  readonly note: string;
}

async function main(): Promise<void> {
  const before = loadavg()[0] ?? 0;
  console.log(`Savings and awards on one thread; ${rounds} rounds; load ${before.toFixed(1)}`);
  const measured: Measured[] = [];
  for (const figure of figures.filter(isWanted)) {
    measured.push(await overRounds(figure));
    console.log(sentence(measured.at(-1)!));
  }
  console.log(`\n${table(measured)}`);
  if (values.json) writeFileSync(values.json, json(measured));
  if (only || values.quick || rounds < 3) return;
  const how = machine('one thread', `${rounds} rounds`, before);
  console.log(`Written into ${writeBetween('savings', `${how}\n\n${table(measured)}`)}.`);
}

function isWanted({ name, effort }: Figure): boolean {
  if (only) return only.includes(name);
  if (values.quick) return effort === 'quick';
  return effort !== 'long' || values.long;
}

async function overRounds(figure: Figure): Promise<Measured> {
  const seen: Seen[] = [];
  // What runs for the first time is still being compiled.
  if (!figure.once) await figure.measure(0);
  for (let round = 0; round < (figure.once ? 1 : rounds); round++) {
    seen.push(await figure.measure(round));
  }
  await figure.close?.();
  const found = seen.map(({ value }) => value).sort((a, b) => a - b);
  const [min, max] = [found[0]!, found.at(-1)!];
  return { ...figure, min, median: median(found), max, note: seen.at(-1)!.note ?? '' };
}

function table(measured: readonly Measured[]): string {
  const head = ['Figure', 'min–median–max', 'Unit', 'Figure to reach', 'Seen beside'];
  const rows = measured.map((one) => [one.name, span(one), one.unit, verdict(one), one.note]);
  return aligned(head, rows);
}

function span({ once, min, median: middle, max }: Measured): string {
  const [low, middling, high] = [min, middle, max].map(short);
  return once ? `**${middling}**` : `${low}–**${middling}**–${high}`;
}

function short(value: number): string {
  return value > 1e12 ? value.toExponential(1) : shown(value);
}

function verdict({ toReach, median: middle }: Measured): string {
  if (!toReach) return '';
  const [sign, bound] = toReach;
  const isMet = sign === '≥' ? middle >= bound : middle <= bound;
  return `${sign} ${bound.toLocaleString('en-GB', { maximumFractionDigits: 9 })}: ${isMet ? 'met' : 'missed'}`;
}

function sentence(one: Measured): string {
  return `${one.name} ${span(one).replaceAll('*', '')} ${one.unit} ${one.note}`;
}

function json(measured: readonly Measured[]): string {
  const seen = measured.map(({ name, unit, toReach, min, median: middle, max, note }) => {
    return { name, unit, min, median: middle, max, toReach: toReach?.join(' '), note };
  });
  return `${JSON.stringify({ figures: seen }, null, 2)}\n`;
}
