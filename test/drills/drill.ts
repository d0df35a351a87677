import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { shapes, type Shape } from './installed.js';
import { killDrill, type Outcome } from './kill.js';

const usage = `npm run drill -- kill [--seed N] [--rounds R] [--services]
  --seed       the same victims at the same moments; made up and printed when left out
  --rounds     how often something is killed (20)
  --services   each context in a process of its own, which is killed too
Last comes a positive control: a PostgreSQL that does not wait for its disk must be found out.`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string', default: '20' },
    services: { type: 'boolean', default: false },
  },
});

if (positionals.join() === 'kill') await kill();
else {
  console.error(usage);
  process.exit(2);
}

async function kill(): Promise<void> {
  const shape: Shape = values.services ? 'start-services' : 'start';
  const seed = Number(values.seed);
  console.log(`kill -9 under load, ${shapes[shape]}, seed ${seed}`);
  const rounds = Number(values.rounds);
  const outcome = await killDrill({ seed, rounds, shape, say: console.log });
  console.log(summary(outcome));
  process.exit(outcome.faults.length > 0 || outcome.controlFaults.length === 0 ? 1 : 0);
}

function summary({ faults, controlFaults, ...outcome }: Outcome): string {
  const { acknowledged, retried, victims, recoveriesMs } = outcome;
  const times = recoveriesMs.toSorted((a, b) => a - b);
  const bound = ((3 / victims.length) * 100).toFixed(1);
  return [
    ...faults.slice(0, 20),
    ...(faults.length > 20 ? [`… and ${faults.length - 20} more.`] : []),
    `${victims.length} kills, ${acknowledged} acknowledged commands (${retried} after a retry), ` +
      `${faults.length} lost, doubled, out of order or otherwise wrong.`,
    `Going on after ${times[times.length >> 1]} ms (median), ${times.at(-1)} ms at most.`,
    ...(faults.length === 0
      ? [`No fault in ${victims.length} bounds the rate at about ${bound} % of kills (95 %).`]
      : []),
    controlFaults.length > 0
      ? `Control: without waiting for the disk ${controlFaults.length} faults, as it must be.`
      : 'Control: FAILED. A database that did not wait for its disk was not found out.',
  ].join('\n');
}
