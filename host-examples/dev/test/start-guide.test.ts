import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { type DevHost, startDevHost } from './dev-host.ts'

const minuteMs = 60_000
const guide = await readFile(new URL('../../../docs/guides/start.md', import.meta.url), 'utf8')
const folder = await mkdtemp(join(tmpdir(), 'crmkit-guide-'))
let host: DevHost

beforeAll(async () => {
  host = await startDevHost({ CRMKIT_DATA_DIR: join(folder, '.crmkit') })
}, minuteMs)

afterAll(async () => {
  await host.stop('SIGTERM')
  await rm(folder, { recursive: true, force: true })
})

test('every command of the start guide does what the guide says', () => {
  const [install, variables, ...commands] = blocks('sh')
  expect(install).toBe('npm ci\nnpm start')
  const here = (variables ?? '').replace('http://localhost:3000', host.origin)
  for (const command of commands) {
    const expected = /^# answers (\d+)/.exec(command)?.[1] ?? '2..'
    // The status goes to a file of its own: the answer goes where the guide sends it.
    const curl = `curl() { command curl -sS -w '%{stderr}%{http_code}' "$@"; }`
    const run = spawnSync('bash', ['-c', [curl, here, command].join('\n')], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect({ command, status: run.stderr, body: run.stdout.slice(0, 300) }).toMatchObject({
      status: expect.stringMatching(new RegExp(`^${expected}$`)),
    })
  }
})

test('what the guide tells of the new contact is true', async () => {
  const found = await get('contacts/by/email/ada@example.com')
  expect(found.data).toMatchObject({
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    phone: '+442079460958',
    title: 'Analyst',
    status: 'customer',
    createdBy: { kind: 'key', through: 'http' },
  })
  const csv = await readFile(join(folder, 'customers.csv'), 'utf8')
  expect(csv).toContain('ada@example.com')
  expect(csv).not.toContain(',lead,')
})

test('the program in the guide is the minimal example', async () => {
  const program = await readFile(new URL('../../minimal/server.ts', import.meta.url), 'utf8')
  expect(blocks('ts')).toEqual([program.trim()])
})

function blocks(language: string): string[] {
  const fences = guide.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))
  return [...fences].map(([, text]) => (text ?? '').trim())
}

async function get(path: string) {
  const headers = { authorization: `Bearer ${host.apiKey}` }
  const answer = await fetch(`${host.origin}/crm/api/v1/${path}`, { headers })
  return JSON.parse(await answer.text())
}
