export * from './pence.js';
export * from './pounds.js';
export * from './split.js';
export * from './vat.js';
