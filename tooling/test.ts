import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { compileCache } from './compile-cache.ts'

// `npm test` runs what reads the sources side by side, then the tests in browsers, then those in Node; a failure ends it.
// `npm run test:long` runs the long tests alone. Further arguments go to jest.
const long = process.argv[2] === 'long'
const jestArguments = process.argv.slice(long ? 3 : 2)

interface JestResults {
  numPassedTests: number
  numFailedTests: number
  /** Files that failed before their first test: uncounted, a broken import would look green. */
  numRuntimeErrorTestSuites: number
}

// Two cores: one lints while the other reads types. Together they take as long as the linter alone.
const read = long ? [] : [run('lint'), run('types').then((ok) => ok && run('format:check'))]
if ((await Promise.all(read)).includes(false)) process.exit(1)
if (!long && !(await run('elements:test', { live: true }))) process.exit(1)

const folder = mkdtempSync(join(tmpdir(), 'crmkit-jest-'))
const resultsFile = join(folder, 'results.json')
try {
  const args = ['--json', `--outputFile=${resultsFile}`, ...jestArguments]
  const passed = await run('jest', { args, live: true })
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

/** Runs a script of package.json, and says how long it took. What is not `live` is told at its end, in one piece. */
async function run(
  script: string,
  { args = [], live = false }: { args?: readonly string[]; live?: boolean } = {},
): Promise<boolean> {
  const startedAt = performance.now()
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE: compileCache,
    ...(long && { CRMKIT_LONG: '1' }),
  }
  const child = spawn(process.execPath, ['--run', script, '--', ...args], {
    stdio: live ? 'inherit' : ['inherit', 'pipe', 'pipe'],
    env,
  })
  const told: Buffer[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => told.push(chunk))
  const status = await new Promise((resolve) => child.on('close', resolve))
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(Buffer.concat(told))
  console.log(`${status === 0 ? '✓' : '✗'} ${script} ${seconds} s`)
  return status === 0
}
