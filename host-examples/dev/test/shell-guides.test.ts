import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { type DevHost, startDevHost } from './dev-host.ts'

const minuteMs = 60_000
const folder = await mkdtemp(join(tmpdir(), 'crmkit-guides-'))
let host: DevHost

beforeAll(async () => {
  host = await startDevHost({ CRMKIT_DATA_DIR: join(folder, '.crmkit') })
}, minuteMs)

afterAll(async () => {
  await host.stop('SIGTERM')
  await rm(folder, { recursive: true, force: true })
})

test.each(['custom-fields', 'import', 'pipelines', 'leads'])(
  'every command of the guide "%s" does what the guide says',
  async (name) => {
    const guide = await readFile(
      new URL(`../../../docs/guides/${name}.md`, import.meta.url),
      'utf8',
    )
    const blocks = [...guide.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, code = '']) => code)
    expect(blocks.length).toBeGreaterThan(5)
    // One shell for all blocks: variables of one are used by the next. The statuses go to standard error, behind a line for each block.
    const curl = `curl() { command curl -sS -w '%{stderr}%{http_code} ' "$@"; }`
    const script = blocks.map(
      (code) => `echo >&2; ${code.replace('http://localhost:3000', host.origin)}`,
    )
    const run = spawnSync('bash', ['-c', [curl, ...script].join('\n')], {
      cwd: folder,
      encoding: 'utf8',
      timeout: minuteMs,
    })
    const [, ...told] = run.stderr.split('\n')
    expect(told).toHaveLength(blocks.length)
    const answered = blocks.map((code, index) => ({ code, statuses: told[index] }))
    expect(answered).toEqual(
      blocks.map((code) => ({ code, statuses: expect.stringMatching(statusesOf(code)) })),
    )
  },
  2 * minuteMs,
)

/** What a block's calls should have answered: any success, unless its first line says otherwise. */
function statusesOf(code: string): RegExp {
  const expected = /^# answers (\d+)/.exec(code)?.[1] ?? '2\\d\\d'
  return code.includes('curl ') ? new RegExp(`^(${expected} )+$`) : /^$/
}
