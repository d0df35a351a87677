export * from './actors.js';
export * from './days.js';
export * from './decider.js';
export * from './policy.js';
