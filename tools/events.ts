import { writeCatalogue } from './event-catalogue.js';

const broken = writeCatalogue(process.cwd());
for (const promise of broken) console.error(promise);
if (broken.length > 0) {
  console.error('Stored events are for ever: add fields that may be missing; change nothing.');
  process.exitCode = 1;
}
