import 'reflect-metadata';
import { once } from 'node:events';
import type { Task } from './crowd.js';
import { openDesk } from './writing.js';

/** One process of a crowd: opens, waits for the word, writes, tells what it got, ends. */
const task = JSON.parse(process.argv[2] ?? '') as Task;
const desk = await openDesk(task);
process.send?.('ready');
await once(process, 'message');
const done = await desk.work();
process.send?.(done, () => process.disconnect());
await desk.close();
