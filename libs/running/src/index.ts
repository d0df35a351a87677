export * from './contexts.js';
export * from './operations.module.js';
export * from './service.js';
export * from './stopping.js';
