import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measuredAward } from './award-measured.js';

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

console.log(`Least-cost awards of ${values.size}, load ${Math.round(loadavg()[0]!)} before.`);
const seen = [];
for (const seed of seeds) {
  const figures = await measuredAward({ suppliers, lots, tiers }, seed, !values['no-ties']);
  console.log(JSON.stringify(figures));
  seen.push(figures);
}
if (values.json) writeFileSync(values.json, JSON.stringify(seen, null, 2));
