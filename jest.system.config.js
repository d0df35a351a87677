import everyday from './jest.config.js';

/** What needs Debian's packages (Chromium), or many minutes: `npm run test:system`. */
export default {
  ...everyday,
  testMatch: ['<rootDir>/{apps,libs,test,tools}/**/*.system.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
