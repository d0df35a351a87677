import './whole-numbers.js';

export { anonymous, Buses } from './buses.js';
export { commandHandlers, type SomeDecider } from './command-handlers.js';
export { EventSourcing } from './event-sourcing.js';
export { EventSourcingModule } from './event-sourcing.module.js';
export { readSideConnections } from './leases.js';
export { logger, logTo } from './logger.js';
export { commandNamed, queryNamed, registerMessages } from './message-registry.js';
export { EVENT_STORE, type EventSourcingOptions } from './options.js';
export * from './process.js';
export {
  defineReadModel,
  schemaOf,
  type Key,
  type ReadModel,
  type RowClass,
  type Rows,
} from './read-model.js';
export type { ReaderHealth } from './readers.js';
export { RebuildUnderWay, type HowToRebuild, type RebuildProgress } from './rebuild.js';
export { dueTimes, process, readModel } from './registration.js';
export { adoptLog, durableTables, makeTables, type Statements } from './restoring.js';
export { tableHashes } from './table-hashes.js';
