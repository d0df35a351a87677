import 'reflect-metadata';
import { dueTimes, process as follows } from '../src/index.js';
import { openOnSeven, sealOnThird, sealWhenDue } from './jar.processes.js';
import { run } from './running.js';

/** The example context as a process of its own, to be stopped and killed: `URL [rebuild]`. */
const [url = '', job] = process.argv.slice(2);
const extra = [follows(openOnSeven), follows(sealOnThird), dueTimes(sealWhenDue)];
const app = await run(url, { extra, start: job !== 'rebuild' });
console.log('ready');
while (job === 'rebuild') await app.eventSourcing.rebuild('open-jars');
process.on('SIGTERM', () => void app.stop().then(() => process.exit(0)));
