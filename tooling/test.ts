import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// `npm test` runs the checks, cheapest first, then the tests; the first failure ends it.
// `npm run test:long` runs the long tests alone. Further arguments go to jest.
const long = process.argv[2] === 'long'
const jestArguments = process.argv.slice(long ? 3 : 2)

interface JestResults {
  numPassedTests: number
  numFailedTests: number
  /** Files that failed before their first test: uncounted, a broken import would look green. */
  numRuntimeErrorTestSuites: number
}

for (const check of long ? [] : ['types', 'lint', 'format:check', 'elements:test']) {
  if (!run(check)) process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'crmkit-jest-'))
const resultsFile = join(folder, 'results.json')
try {
  const passed = run('jest', ['--json', `--outputFile=${resultsFile}`, ...jestArguments])
  if (!passed) process.exitCode = 1
  // CI reads the last line. There is none when jest ended before its first test, and said why.
  if (existsSync(resultsFile)) console.log(summary(resultsFile))
} finally {
  rmSync(folder, { recursive: true })
}

function summary(file: string): string {
  const results = JSON.parse(readFileSync(file, 'utf8')) as JestResults
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
  return `${results.numPassedTests} passed, ${failed} failed`
}

/** Runs a script of package.json, and says how long it took. */
function run(script: string, args: string[] = []): boolean {
  const startedAt = performance.now()
  const env = { ...process.env, ...(long && { CRMKIT_LONG: '1' }) }
  const command = ['--run', script, '--', ...args]
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit', env })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${status === 0 ? '✓' : '✗'} ${script} ${seconds} s`)
  return status === 0
}
