import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { afterAll, expect, test } from '@jest/globals'

import type { MailProcessOptions } from './mail-process.ts'
import { createMailWorld, letter, type MailWorld } from './mail-world.ts'

/** Kills the process that is sending, between the arrival of the mail and the server's answer to it. */
let victim: ChildProcess | undefined
const children: ChildProcess[] = []

const world: MailWorld = await createMailWorld({
  onMail: () => {
    victim?.kill('SIGKILL')
    victim = undefined
  },
  mail: ({ port }) => ({ transport: `smtp://127.0.0.1:${port}`, from: 'crm@acme.example' }),
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await world.close()
})

const script = fileURLToPath(new URL('mail-process.ts', import.meta.url))

async function startProcess(): Promise<ChildProcess> {
  const options: MailProcessOptions = {
    databaseUrl: world.t.databaseUrl,
    smtpPort: world.smtp.port,
  }
  const flags = ['--conditions=crmkit-source', '--disable-warning=ExperimentalWarning']
  const child = spawn(process.execPath, [...flags, script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  await once(child.stdout, 'data')
  return child
}

test('a process killed at the moment its mail arrives costs one more of the same, whoever goes on', async () => {
  const first = await startProcess()
  victim = first
  await world.t.crm.run({ tenant: 'acme', actor: 'system' }, ({ mail }) => mail.send(letter))
  if (first.signalCode === null) await once(first, 'exit')
  expect(first.signalCode).toBe('SIGKILL')
  expect(world.smtp.received).toHaveLength(1)
  expect(await world.mails()).toMatchObject([{ status: 'waiting' }])

  await startProcess()
  const deadline = Date.now() + 60_000
  while ((await world.mails())[0]?.status !== 'sent' && Date.now() < deadline) await sleep(100)
  expect(await world.mails()).toMatchObject([{ status: 'sent', body_text: null }])
  const ids = world.smtp.received.map(({ head }) => /^Message-ID: (.+)$/m.exec(head)?.[1])
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
}, 120_000)
