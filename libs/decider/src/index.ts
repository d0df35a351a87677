export * from './decider.js';
export * from './policy.js';
