export * from './seal.js';
export * from './seal-hash.js';
export * from './wrapping.js';
