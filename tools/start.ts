import 'reflect-metadata';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { destination } from 'pino';
import { makeLog } from '#libs/http';
import { orSay, sayReady, stopWhenAsked } from '#libs/running';
import { startMarketplace } from '../apps/marketplace/src/marketplace.js';
import { CannotStart } from '#libs/storage';
import { prepare } from './prepared.js';
import { welcome } from './welcome.js';

await orSay(async () => {
  const began = performance.now();
  readOptions();
  const prepared = await prepare();
  const { configuration, stop } = prepared;
  const log = makeLog(destination(join(configuration.dataFolder, 'commonpurse.log')));
  const app = await startMarketplace(configuration, { log }).catch(async (failure: unknown) => {
    await stop();
    throw failure;
  });
  stopWhenAsked(async () => {
    console.log('\nFinishing what is under way, then stopping …');
    await app.close();
    await stop();
    console.log('Stopped. Everything is kept; npm start goes on where it was.');
  });
  console.log(welcome(prepared, performance.now() - began));
  sayReady();
});

function readOptions(): { empty?: boolean | undefined } {
  try {
    return parseArgs({ options: { empty: { type: 'boolean' } } }).values;
  } catch (cause) {
    const sentence = 'npm start knows one option: npm start -- --empty (no demonstration).';
    throw new CannotStart(sentence, { cause });
  }
}
