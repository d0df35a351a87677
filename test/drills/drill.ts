import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { logTo } from '#libs/event-sourcing';
import { contended } from './contended.js';
import { deliveries } from './deliveries.js';
import { passed, report, type Drill } from './drilling.js';
import { kill } from './kill.js';
import { poison } from './poison.js';
import { rebuild } from './rebuild.js';
import { subscribers } from './subscribers.js';

const drills: Readonly<Record<string, Drill>> = {
  kill,
  contended,
  subscribers,
  deliveries,
  poison,
  rebuild,
};

const usage = `npm run drill -- NAME [--seed N] [--rounds N] [--events N] [--services]
  NAME         ${Object.keys(drills).join(', ')}
  --seed       the same choices again; made up and printed when left out
  --rounds     how often (kills, schedules)
  --events     how much (events, appends)
  --services   kill: each context in a process of its own, which is killed too
Each ends with a positive control: something broken on purpose, which the drill must find out.
See test/drills/README.md.`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string' },
    events: { type: 'string' },
    services: { type: 'boolean', default: false },
  },
});
const drill = drills[positionals.join(' ')];
const { seed, rounds = drill?.usual.rounds ?? 1, events = drill?.usual.events ?? 1 } = values;
const numbers = [seed, rounds, events].map(Number);

if (!drill || numbers.some((number) => !Number.isSafeInteger(number) || number < 0)) {
  console.error(usage);
  process.exit(2);
}
// What readers and commands log would drown what the drill says.
logTo(pino({ level: 'fatal' }));
const size = Object.keys(drill.usual).map(
  (unit) => `${unit} ${unit === 'rounds' ? rounds : events}`,
);
console.log(`${drill.title}: ${[`seed ${seed}`, ...size].join(', ')}`);
const outcome = await drill.run({
  seed: Number(seed),
  rounds: Number(rounds),
  events: Number(events),
  services: values.services,
  say: console.log,
});
console.log(report(outcome));
process.exit(passed(outcome) ? 0 : 1);
