import 'reflect-metadata';
import { orSay, sayReady, stopWhenAsked } from '#libs/running';
import { readConfiguration } from '#libs/storage';
import { startMarketplace } from './marketplace.js';

await orSay(async () => {
  const app = await startMarketplace(readConfiguration());
  stopWhenAsked(() => app.close());
  sayReady();
});
