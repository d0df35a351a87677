/** Everyday suite: needs npm alone. `npm run test:system` adds what needs Debian's packages. */
export default {
  testEnvironment: 'node',
  // Real databases and real password hashing: a busy machine must not fail them.
  testTimeout: 30_000,
  // Much of it waits for processes and clocks, so that a core is never spared by one worker less.
  maxWorkers: '100%',
  globalSetup: '<rootDir>/test/global-setup.js',
  globalTeardown: '<rootDir>/test/global-teardown.js',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/{apps,libs,test,tools}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '\\.(system|kurrentdb)\\.spec\\.ts$'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  moduleNameMapper: {
    '^#libs/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^#messages/(.*)$': '<rootDir>/libs/messages/src/$1.ts',
    '^#testing$': '<rootDir>/libs/storage/src/testing.ts',
    '^#specification$': '<rootDir>/libs/decider/src/specification.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  setupFiles: ['reflect-metadata'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
          },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
