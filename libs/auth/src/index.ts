export * from './links.js';
export * from './mailer.js';
export * from './migration.js';
export * from './passwords.js';
export * from './persons.js';
export * from './sessions.js';
export * from './sign-in.js';
export * from './tables.js';
