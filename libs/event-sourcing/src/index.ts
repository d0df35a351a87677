export * from './process.js';
export * from './read-model.js';
