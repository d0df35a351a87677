import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { destination } from 'pino';
import { logTo } from '#libs/event-sourcing';
import { makeLog } from '#libs/http';
import { appending } from './appending.js';
import { handled } from './handled.js';
import { oneStream } from './one-stream.js';
import { overHttp } from './over-http.js';
import { projection, rebuild } from './projecting.js';
import { takeTurns, type Contest, type Ratio } from './contest.js';
import { layGround, type Ground } from './ground.js';
import { table, writeDocument } from './report.js';

const usage = `npm run bench -- engine [--json FILE] [--rounds N] [--seconds N] [--only NAME,…]
  --json     a file for the ratios
  --rounds   how often the sides take turns (5)
  --seconds  how long a side is measured at a turn (2)
  --only     some of the ratios, such as append-64/pgbench, or all of a contest, such as append-64
A run of everything in three rounds or more is written into docs/benchmarks.md.`;

/** A server is compared when one is named. */
const named = process.env.KURRENTDB_URL ? ['kurrentdb'] : [];

const contests: readonly Contest<Ground>[] = [
  appending(1, ['pgbench']),
  appending(16, ['pgbench']),
  appending(64, ['pgbench', 'emmett', 'copy', ...named]),
  oneStream,
  handled,
  projection,
  rebuild,
  overHttp,
];

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const only = values.only?.split(',');
const names = contests.flatMap(({ name, peers }) => peers.map((peer) => `${name}/${peer}`));
const wanted = names.filter((name) => !only || only.some((some) => isIn(name, some)));
const strange = only?.filter((some) => !names.some((name) => isIn(name, some))) ?? [];

if (!(rounds >= 1) || !(seconds > 0) || strange.length > 0) {
  console.error(`${usage}\nThe ratios: ${names.join(' ')}`);
  process.exit(2);
}
await main();

async function main(): Promise<void> {
  const before = loadavg()[0] ?? 0;
  const ground = await layGround();
  const ratios: Ratio[] = [];
  // A line for each command, into a file as an installation writes it.
  logTo(makeLog(destination(join(ground.folder, 'commonpurse.log'))));
  console.log(`${ground.server}; ${rounds} rounds of ${seconds} s; load ${before.toFixed(1)}`);
  try {
    for (const contest of contests) {
      const peers = contest.peers.filter((peer) => wanted.includes(`${contest.name}/${peer}`));
      if (peers.length === 0) continue;
      const turns = { rounds, seconds, say: console.log };
      ratios.push(...(await takeTurns(contest, ground, peers, turns)));
    }
  } finally {
    await ground.stop();
  }
  const how = { server: ground.server, rounds, seconds, before };
  console.log(`\n${table(ratios)}`);
  if (values.json) writeFileSync(values.json, json(ratios));
  if (!only && rounds >= 3) console.log(`Written into ${writeDocument(ratios, how)}.`);
}

function isIn(name: string, some: string): boolean {
  return name === some || name.startsWith(`${some}/`);
}

function json(ratios: readonly Ratio[]): string {
  const short = ratios.map(({ name, min, median, max }) => ({ name, min, median, max }));
  return `${JSON.stringify({ ratios: short }, null, 2)}\n`;
}
