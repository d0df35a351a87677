export * from './cannot-start.js';
export * from './configuration.js';
export * from './embedded-postgres.js';
export * from './free-port.js';
export * from './key-store.js';
export * from './programme.js';
export * from './secrets.js';
export * from './storage.module.js';
