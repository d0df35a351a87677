import 'reflect-metadata';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { logTo } from '#libs/event-sourcing';
import { logFile, makeLog } from '#libs/http';
import { orSay, sayReady, stopWhenAsked } from '#libs/running';
import { startMarketplace } from '../apps/marketplace/src/marketplace.js';
import { keepTargets } from './address.js';
import { demonstrate } from './demonstrate.js';
import { readOptions } from './options.js';
import { prepare, type Prepared } from './prepared.js';
import { welcome } from './welcome.js';

await orSay(async () => {
  const began = performance.now();
  const { empty } = readOptions();
  const prepared = await prepare();
  const { configuration, stop } = prepared;
  const log = makeLog(logFile(join(configuration.dataFolder, 'commonpurse.log')));
  logTo(log);
  keepTargets(configuration, { marketplace: configuration.operations.port });
  const { app, demonstration } = await begin(configuration, empty, log).catch(
    async (failure: unknown) => {
      await stop();
      throw failure;
    },
  );
  stopWhenAsked(async () => {
    console.log('\nFinishing what is under way, then stopping …');
    await app.close();
    await stop();
    console.log('Stopped. Everything is kept; npm start goes on where it was.');
  });
  console.log(welcome(prepared, performance.now() - began, demonstration));
  sayReady();
});

async function begin(configuration: Prepared['configuration'], empty: boolean, log: Logger) {
  const demonstration = await demonstrate(configuration, { empty });
  const app = await startMarketplace(configuration, log);
  return { app, demonstration };
}
