export * from './contexts.js';
export * from './service.js';
export * from './stopping.js';
