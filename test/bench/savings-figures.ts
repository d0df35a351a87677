import {
  auditCore,
  contribution,
  findSharingRule,
  penniesOfLots,
  shareLot,
  type LotColumn,
} from '#libs/allocation';
import { formatPounds } from '#libs/money';
import { shapleyInWholeNumbers } from '../../libs/allocation/src/exact-shapley.fixture.js';
import { seeded, type TenderSize } from '../../libs/award/src/random-tender.fixture.js';
import { measuredAward } from './award-measured.js';
import { startReading, type Reading } from './page-latency.js';
import { largeLot, sharingOf } from './savings-lots.js';
import { byPackage, bySampling, byTextbook } from './savings-peers.js';

/** What a run saw, and what there is to say about it. */
export interface Seen {
  readonly value: number;
  readonly note?: string;
}

/** Something measured. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly toReach?: readonly ['≤' | '≥', number];
  /** `quick` takes a second or so, `usual` may want npm or a minute, `long` several. */
  readonly effort: 'quick' | 'usual' | 'long';
  /** Measured once, however many rounds there are. */
  readonly once?: boolean;
  readonly measure: (round: number) => Promise<Seen> | Seen;
  readonly close?: () => Promise<void>;
}

const rule = findSharingRule('contribution', 1)!;

export const figures: readonly Figure[] = [
  shares('shares-500', 500, 50_000, 2),
  shares('shares-2000', 2000, 200_000, 10),
  { name: 'audit-500', unit: 's', toReach: ['≤', 0.5], effort: 'quick', measure: audited },
  { name: 'bigint-60', unit: 'p', toReach: ['≤', 1e-6], effort: 'quick', measure: besideIntegers },
  { name: 'order-500', unit: 'shares', toReach: ['≤', 0], effort: 'quick', measure: shuffled },
  {
    name: 'sampling-500',
    unit: '×',
    toReach: ['≥', 1e5],
    effort: 'quick',
    measure: besideSampling,
  },
  { name: 'statement-500x50', unit: 's', toReach: ['≤', 10], effort: 'usual', measure: statement },
  { name: 'textbook-150', unit: 'p', effort: 'quick', once: true, measure: besideTextbook },
  { name: 'npm-shapley-14', unit: '×', effort: 'usual', once: true, measure: besidePackage },
  award({ suppliers: 10, lots: 20, tiers: 4 }, 1, 'usual'),
  award({ suppliers: 10, lots: 20, tiers: 4 }, 2, 'usual'),
  award({ suppliers: 20, lots: 50, tiers: 4 }, 1, 'long', 180),
  page(),
];

function shares(name: string, schools: number, units: number, seconds: number): Figure {
  const measure = (round: number) => {
    const { cost, quantities } = sharingOf(largeLot(schools, units, round + 1));
    const [took, { certificate }] = timed(() => contribution(cost, quantities));
    const sum = `sum off by ${certificate.sumErrorPence.toExponential(0)} p`;
    return { value: took, note: `${certificate.nodes} nodes, ${sum}` };
  };
  return { name, unit: 's', toReach: ['≤', seconds], effort: 'quick', measure };
}

/** Fair shares, and others by which a group could pay less and has to be named. */
function audited(round: number): Seen {
  const { demands, ...lot } = largeLot(500, 50_000, round + 1);
  const { cost, quantities } = sharingOf({ demands, ...lot });
  const { shares: exact } = contribution(cost, quantities);
  const payers = demands.map((demand, i) => ({ ...demand, paysPence: exact[i]! }));
  const [fair] = timed(() => auditCore(cost, payers));
  const weights = exact.map((pence, i) => pence * (1 + (i % 2)));
  const scale = add(exact) / add(weights);
  const uneven = payers.map((one, i) => ({ ...one, paysPence: weights[i]! * scale }));
  const [unfair, { group }] = timed(() => auditCore(cost, uneven));
  return { value: Math.max(fair, unfair), note: `names ${group.length} schools` };
}

function besideIntegers(round: number): Seen {
  const { cost, quantities } = sharingOf(largeLot(60, 600, round + 1));
  const { shares: found } = contribution(cost, quantities);
  const exact = shapleyInWholeNumbers(cost, quantities);
  const off = quantities.map((quantity, i) => Math.abs(found[i]! - exact.get(quantity)!));
  return { value: Math.max(...off) };
}

function shuffled(round: number): Seen {
  const { cost, quantities } = sharingOf(largeLot(500, 50_000, round + 1));
  const chance = seeded(round);
  const order = quantities
    .map((_, i) => ({ i, key: chance() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i);
  const here = contribution(cost, quantities).shares;
  const there = contribution(
    cost,
    order.map((i) => quantities[i]!),
  ).shares;
  return { value: order.filter((i, at) => !Object.is(here[i], there[at])).length };
}

const sampled = 5000;
const halfPenny = 0.5;

/** Time until orders drawn by lot are half a penny off on the mean, worked out from fewer. */
function besideSampling(round: number): Seen {
  const sharing = sharingOf(largeLot(500, 50_000, round + 1));
  const [took, { shares: exact }] = timed(() => contribution(sharing.cost, sharing.quantities));
  const { means, seconds } = bySampling(sharing, sampled);
  const squares = means.reduce((sum, mean, i) => sum + (mean - exact[i]!) ** 2, 0);
  const error = Math.sqrt(squares / means.length);
  const needed = seconds * (error / halfPenny) ** 2;
  const days = Math.round(needed / 8640) / 10;
  const note = `${Math.round(error)} p off after ${sampled} orders, ${days} days by 1/√orders`;
  return { value: needed / took, note };
}

/** Shares, audit and pennies of all lots, and that they tie. */
function statement(round: number): Seen {
  const lots = Array.from({ length: 50 }, (_, j) => largeLot(500, 50_000, 100 * round + j + 1));
  const [took, off] = timed(() => {
    const columns = lots.map((lot, j) => columnOf(`lot ${j}`, shareLot(rule, lot)));
    return mismatches(columns, penniesOfLots(columns).cells);
  });
  if (off > 0) throw new Error(`${off} rows or columns do not tie.`);
  return { value: took, note: 'every row and column ties' };
}

function columnOf(item: string, { parts, exactPence }: ReturnType<typeof shareLot>): LotColumn {
  return {
    item,
    totalPence: parts.reduce((sum, { pence }) => sum + pence, 0),
    schools: parts.map(({ id }) => id),
    exact: exactPence,
    parts: parts.map(({ pence }) => pence),
  };
}

function mismatches(columns: readonly LotColumn[], cells: readonly (readonly number[])[]): number {
  const rows = columns[0]!.schools.map((_, i) => {
    return add(cells.map((column) => column[i]!)) - add(columns.map(({ exact }) => exact[i]!));
  });
  const ofRows = rows.filter((off) => Math.abs(off) >= 1);
  return ofRows.length + columns.filter((column, j) => add(cells[j]!) !== column.totalPence).length;
}

function besideTextbook(): Seen {
  const sharing = sharingOf(largeLot(150, 3000, 1));
  const [took, { shares: exact }] = timed(() => contribution(sharing.cost, sharing.quantities));
  const [slow, found] = timed(() => byTextbook(sharing, 0));
  const times = `one school in ${Math.round(slow * 1000)} ms, all of ours in ${ms(took)} ms`;
  return { value: Math.abs(found - exact[0]!), note: times };
}

async function besidePackage(): Promise<Seen> {
  const sharing = sharingOf(largeLot(14, 400, 1));
  await byPackage({ ...sharing, quantities: sharing.quantities.slice(0, 2) });
  const runs = 50;
  const [all, { shares: exact }] = timed(() => {
    for (let run = 1; run < runs; run++) contribution(sharing.cost, sharing.quantities);
    return contribution(sharing.cost, sharing.quantities);
  });
  const began = performance.now();
  const found = await byPackage(sharing);
  const took = (performance.now() - began) / 1000;
  const off = Math.max(...found.map((pence, i) => Math.abs(pence - exact[i]!)));
  const note = `${ms(took)} ms and ${ms(all / runs)} ms, ${off.toExponential(0)} p apart`;
  return { value: (took * runs) / all, note };
}

function award(size: TenderSize, seed: number, effort: Figure['effort'], seconds?: number): Figure {
  const name = `award-${size.suppliers}x${size.lots}x${size.tiers}-seed-${seed}`;
  const measure = async () => {
    const seen = await measuredAward(size, seed, true);
    if (!seen.proved || !seen.feasible) return { value: Infinity, note: 'not proved' };
    const more = Math.round(seen.lotByLotDearerByPence);
    const dearer = `lot by lot ${formatPounds(Math.abs(more))} ${more < 0 ? 'cheaper' : 'dearer'}`;
    const breaks = seen.lotByLotBreaks.length > 0 ? ', but not allowed: it breaks a limit' : '';
    const only = `${seen.cpuSecondsToUniqueness} s until known to be the only one`;
    return { value: seen.cpuSecondsToProof, note: `${only}; ${dearer}${breaks}` };
  };
  const toReach = seconds === undefined ? {} : { toReach: ['≤', seconds] as const };
  return { name, unit: 'CPU s', effort, once: true, measure, ...toReach };
}

/** One marketplace for all rounds, which take turns with nothing and with an award to solve. */
function page(): Figure {
  let reading: Promise<Reading> | undefined;
  const measure = async () => {
    const { idle, solving, pages } = await (await (reading ??= startReading())).slowest();
    const slow = `${ms(solving / 1000)} ms beside ${ms(idle / 1000)} ms`;
    return { value: solving / idle, note: `${slow}, ${pages} pages while solving` };
  };
  const close = async () => (await reading)?.stop();
  return { name: 'page-p99', unit: '×', toReach: ['≤', 2], effort: 'usual', measure, close };
}

function add(list: readonly number[]): number {
  return list.reduce((sum, one) => sum + one, 0);
}

function timed<Result>(work: () => Result): [seconds: number, result: Result] {
  const began = performance.now();
  const result = work();
  return [(performance.now() - began) / 1000, result];
}

function ms(seconds: number): string {
  return String(Number((seconds * 1000).toPrecision(3)));
}
