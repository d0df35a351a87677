export { canonicalText } from './canonical-text.js';
export * from './event-store.js';
export { createMemoryEventStore } from './memory.js';
export { isDatabaseAway } from './postgres/faults.js';
export { createPostgresEventStore, type PostgresEventStore } from './postgres/postgres.js';
export { createKurrentEventStore, type KurrentEventStore } from './kurrentdb/open.js';
export { kurrentTarget } from './kurrentdb/target.js';
