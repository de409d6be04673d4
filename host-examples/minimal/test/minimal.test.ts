import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, expect, test } from '@jest/globals'

const program = new URL('../server.ts', import.meta.url).pathname
const folder = await mkdtemp(join(tmpdir(), 'crmkit-minimal-'))
const port = await freePort()
const server = spawn(process.execPath, ['--conditions=crmkit-source', program], {
  // The database goes to the working directory.
  cwd: folder,
  env: { ...process.env, PORT: String(port) },
})
const output: string[] = []
server.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()))
server.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))

afterAll(async () => {
  const ended = once(server, 'exit')
  if (server.kill('SIGTERM')) await ended
  await rm(folder, { recursive: true, force: true })
})

test('twelve lines run a CRM, and the printed command works', async () => {
  const [, key, url] = await printed(/curl -H "Authorization: Bearer (\S+)" (\S+)/)
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ firstName: 'Ada', email: 'ada@example.com' })
  expect((await fetch(url ?? '', { method: 'POST', headers, body })).status).toBe(201)
  expect(await (await fetch(url ?? '', { headers })).json()).toMatchObject({
    data: [{ firstName: 'Ada', email: 'ada@example.com' }],
  })
  expect((await fetch(url ?? '')).status).toBe(401)
})

async function printed(pattern: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const match = pattern.exec(output.join(''))
    if (match) return match
    if (server.exitCode !== null) throw new Error(`the server ended:\n${output.join('')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** The example takes no port 0: its one line of output names the port. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
