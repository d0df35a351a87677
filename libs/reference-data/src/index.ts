export * from './dated.js';
export * from './finance-codes.data.js';
export * from './procurement.data.js';
export * from './vat-rates.data.js';
