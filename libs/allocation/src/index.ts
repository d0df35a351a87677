export * from './award-lot.js';
export * from './price-schedule.js';
export * from './progress.js';
export * from './savings.js';
export * from './sharing-rules.js';
export * from './words.js';
