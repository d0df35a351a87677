export * from './bank-holidays.data.js';
export * from './london.js';
export * from './working-days.js';
