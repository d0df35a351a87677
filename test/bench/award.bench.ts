import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { bestAward, lotByLot, solverOfThread, violations, type AwardProgress } from '#libs/award';
import { largeTender } from '../../libs/award/src/random-tender.fixture.js';

const usage = `npm run bench -- award [--json FILE] [--seeds 1,2,3] [--size 20x50x4] [--no-ties]
  --seeds    which made-up tenders
  --size     suppliers × lots × tiers
  --no-ties  prove the cost alone, not whether another award costs the same`;

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    json: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    size: { type: 'string', default: '20x50x4' },
    'no-ties': { type: 'boolean', default: false },
  },
});
const seeds = values.seeds.split(',').map(Number);
const [suppliers, lots, tiers] = values.size.split('x').map(Number);
if (!suppliers || !lots || !tiers || !seeds.every(Number.isInteger)) {
  console.error(usage);
  process.exit(2);
}

const highs = await solverOfThread();
console.log(`Least-cost awards of ${values.size}, load ${Math.round(loadavg()[0]!)} before.`);
const seen = seeds.map((seed) => {
  const figures = measured(seed, { suppliers, lots, tiers });
  console.log(JSON.stringify(figures));
  return figures;
});
if (values.json) writeFileSync(values.json, JSON.stringify(seen, null, 2));

/** CPU seconds until the cost is proved, and until the award is known to be the only one. */
function measured(seed: number, size: Parameters<typeof largeTender>[0]): object {
  const model = largeTender(size, seed);
  const start = process.cpuUsage();
  const spent = () => Math.round(process.cpuUsage(start).user / 100_000) / 10;
  let provedAt: number | undefined;
  const watch = ({ phase }: AwardProgress) => {
    if (phase === 'ties') provedAt ??= spent();
  };
  const best = bestAward(highs, model, { seconds: 3600, ties: !values['no-ties'] }, watch);
  const all = spent();
  const simple = lotByLot(highs, model)!;
  return {
    seed,
    quotes: model.quotes.length,
    proved: best.proved,
    gapPence: best.gapPence,
    costPence: best.costPence,
    optimalSolutions: best.optimalSolutions,
    cpuSecondsToProof: provedAt ?? all,
    cpuSecondsToUniqueness: all,
    feasible: violations(model, best.award ?? []).length === 0,
    lotByLotDearerByPence: simple.costPence - (best.costPence ?? Infinity),
    lotByLotBreaks: simple.violations,
  };
}
