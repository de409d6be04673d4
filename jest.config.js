import { existsSync, globSync } from 'node:fs'

const long = process.env.CRMKIT_LONG === '1'
const minuteMs = 60_000

// Only folders with back-end tests: the elements are tested in a real browser (`elements:test`), and here alone what is
// about their files: sizes, and that they can be imported in Node.
const roots = [
  'schemas',
  'core',
  'tooling',
  'elements/test/node',
  ...globSync(['plugins/*', 'host-examples/*']),
]
const hasTests = (root) => existsSync(`${root}/package.json`) || /^(tooling|elements)/.test(root)

/** @type {import('jest').Config} */
export default {
  roots: roots.filter(hasTests),
  // Tests that read CRMKIT_LONG themselves are the same ones with more rounds.
  testMatch: long
    ? [
        '**/*.long.test.ts',
        '**/wall/*.test.ts',
        '**/processes/*.test.ts',
        '**/tenant-binding.test.ts',
      ]
    : ['**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', ...(long ? [] : ['\\.long\\.test\\.ts$'])],
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironment: '<rootDir>/tooling/jest-environment.ts',
  // Node's own 'node' and 'node-addons', and the sources of our packages in place of their builds.
  testEnvironmentOptions: { customExportConditions: ['crmkit-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '\\.ts$': '<rootDir>/tooling/jest-strip-types.js' },
  globalSetup: '<rootDir>/tooling/jest-global-setup.ts',
  globalTeardown: '<rootDir>/tooling/jest-global-teardown.ts',
  // One more than the two cores of the smallest CI machine: a quarter of the time of a test file is waiting, for PostgreSQL, a clock or a
  // process it has started.
  maxWorkers: long ? 1 : 3,
  // Modules of a test file are not given back with it (`experimental-vm-modules`): past this a worker begins anew with the next file.
  workerIdleMemoryLimit: '1GB',
  testTimeout: long ? 30 * minuteMs : 30_000,
  injectGlobals: false,
}
