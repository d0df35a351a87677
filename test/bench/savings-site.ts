import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { solveAward } from '#libs/award';
import { readConfiguration, startEmbedded } from '#libs/storage';
import { startMarketplace } from '../../apps/marketplace/src/marketplace.js';
import { roundIdOf } from '../../apps/marketplace/src/demonstration/buying.js';
import { largeTender } from '../../libs/award/src/random-tender.fixture.js';
import { demonstrate } from '../../tools/demonstrate.js';
import { benchPassword } from './page-latency.js';

/*
 * The whole marketplace with the demonstration in one process. A line on its input makes it solve an
 * award, as the assessment of a tender does; it says where a page is, and when an award is solved.
 */

const dataFolder = mkdtempSync(join(tmpdir(), 'commonpurse bench '));
const database = await startEmbedded({ dataFolder, port: 0 });
const configuration = readConfiguration({
  DATABASE_URL: database.url,
  DATA_FOLDER: dataFolder,
  DEMO_PASSWORD: benchPassword,
});
await demonstrate(configuration, { empty: false });
const app = await startMarketplace({ ...configuration, port: 0 });
console.log(`${await app.getUrl()}/rounds/${roundIdOf('one')}/savings`);
for await (const seed of createInterface({ input: process.stdin })) {
  const model = largeTender({ suppliers: 10, lots: 20, tiers: 4 }, Number(seed));
  void solveAward(model, { seconds: 10 }).then(() => console.log('solved'));
}
await app.close();
await database.stop();
rmSync(dataFolder, { recursive: true });
process.exit(0);
