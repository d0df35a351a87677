import everyday from './jest.config.js';

const { KURRENTDB_URL } = process.env;
if (!KURRENTDB_URL) {
  console.error(
    'Name a KurrentDB or EventStoreDB server, such as ' +
      "KURRENTDB_URL='kurrentdb://127.0.0.1:2113?tls=false' npm run test:kurrentdb.",
  );
  process.exit(1);
}
// Read by test/journeys/installation.ts: the journeys keep their log there.
process.env.JOURNEYS_EVENT_STORE = KURRENTDB_URL;

/** What runs on a KurrentDB server alone: `npm run test:kurrentdb`. */
export default {
  ...everyday,
  testMatch: [
    '<rootDir>/{apps,libs,test,tools}/**/*.kurrentdb.spec.ts',
    '<rootDir>/test/journeys/first-round.e2e.spec.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};
