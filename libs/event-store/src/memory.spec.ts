import { describeEventStore } from './contract.js';
import { createMemoryEventStore } from './memory.js';

describeEventStore('memory', async () => ({ store: createMemoryEventStore() }));
