import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { type DevHost, startDevHost } from './dev-host.ts'

const minuteMs = 60_000
const root = resolve(import.meta.dirname, '../../..')
const folder = await mkdtemp(join(tmpdir(), 'crmkit-guides-'))
let host: DevHost

beforeAll(async () => {
  host = await startDevHost({ CRMKIT_DATA_DIR: join(folder, '.crmkit') })
}, minuteMs)

afterAll(async () => {
  await host.stop('SIGTERM')
  await rm(folder, { recursive: true, force: true })
})

test.each(['custom-fields', 'import', 'pipelines', 'leads', 'views-and-layouts'])(
  'every command of the guide "%s" does what the guide says',
  async (name) => {
    const blocks = await blocksOf(name, 'sh')
    expect(blocks.length).toBeGreaterThan(3)
    // One shell for all blocks: variables of one are used by the next. The statuses go to standard error, behind a line for each block.
    const curl = `curl() { command curl -sS -w '%{stderr}%{http_code} ' "$@"; }`
    const script = blocks.map((code) => `echo >&2; ${here(code)}`)
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

test('the stream of the guide "live" begins as the guide says', async () => {
  const [variables = '', connect = ''] = await blocksOf('live', 'sh')
  // Without end: three seconds of it are enough.
  const script = [here(variables), connect.replace('curl -N', 'curl -sS -m 3 -N')].join('\n')
  const run = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })
  expect(run.stdout).toMatch(
    /^retry: 1000\nid: \S+\nevent: ready\ndata: {"entities":\["contact","company"\]/,
  )
})

test('the session of the guide "embed" is made by the call it shows', async () => {
  const guide = await read('embed')
  const [, path = '', body = ''] = /^POST (\S+)\n[^]*?\n\n({.*})$/m.exec(guide) ?? []
  const answer = await fetch(host.origin + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.apiKey}`, 'content-type': 'application/json' },
    body,
  })
  expect(answer.status).toBe(201)
  expect(await answer.json()).toMatchObject({
    data: { token: expect.any(String), expiresAt: expect.any(String), id: expect.any(String) },
  })
})

async function blocksOf(name: string, language: string): Promise<string[]> {
  const fences = (await read(name)).matchAll(
    new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'),
  )
  return [...fences].map(([, code = '']) => code)
}

function read(name: string): Promise<string> {
  return readFile(new URL(`../../../docs/guides/${name}.md`, import.meta.url), 'utf8')
}

/** The code for this test's own host, and its folder in place of a clone's. */
function here(code: string): string {
  const crmkit = `CRMKIT_DATABASE_DIR=${folder}/.crmkit ${process.execPath} ${root}/core/bin/crmkit.js -c ${root}/crm.config.ts`
  return code
    .replace('http://localhost:3000', host.origin)
    .replace(/^npm run crmkit --(.*)$/gm, `${crmkit} $1 2>crmkit.log || cat crmkit.log >&2`)
}

/** What a block's calls should have answered: any success, unless its first line says otherwise. */
function statusesOf(code: string): RegExp {
  const expected = /^# answers (\d+)/.exec(code)?.[1] ?? '2\\d\\d'
  return code.includes('curl ') ? new RegExp(`^(${expected} )+$`) : /^$/
}
