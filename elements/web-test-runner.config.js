import { esbuildPlugin } from '@web/dev-server-esbuild'
import { chromeLauncher } from '@web/test-runner-chrome'
import { a11ySnapshotPlugin } from '@web/test-runner-commands/plugins'

import { chromiumPath } from './test/server/chromium-path.ts'
import { startTestEngine } from './test/server/test-engine.ts'

// A real engine for the whole run; every test makes a tenant of its own in it.
const engine = await startTestEngine()

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  rootDir: '..',
  files: ['test/**/*.test.ts', '!test/node/**'],
  // Two pages at once: what two cores carry while PostgreSQL answers them.
  concurrency: 2,
  nodeResolve: {
    exportConditions: ['crmkit-source', 'browser', 'development'],
    extensions: ['.ts', '.js'],
  },
  middleware: [engine.middleware],
  plugins: [
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: new URL('./tsconfig.json', import.meta.url).pathname,
    }),
    a11ySnapshotPlugin(),
    { name: 'crmkit-engine', serverStop: () => engine.close() },
  ],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: await chromiumPath(),
        // Without motion: axe would measure the contrast of what is half faded in.
        args: [
          ...['--no-sandbox', '--disable-gpu', '--lang=en-US', '--font-render-hinting=none'],
          '--force-prefers-reduced-motion',
        ],
      },
    }),
  ],
  testFramework: { config: { ui: 'tdd', timeout: 30_000 } },
  testsStartTimeout: 60_000,
  testsFinishTimeout: 600_000,
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
}
