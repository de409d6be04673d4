import { afterAll, expect, test } from '@jest/globals'

import type { Mailer } from '../../src/mail/mailer.ts'
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts'
import { createMailWorld } from './mail-world.ts'

let crashes = 0

/** Stands for a process that dies between the server's yes and the note of it. */
function crashing(mailer: Mailer): Mailer {
  return {
    async deliver(mail) {
      await mailer.deliver(mail)
      if (crashes-- > 0) throw new Error('The process is gone.')
    },
  }
}

const world = await createMailWorld({
  mail: ({ port }) => ({
    transport: crashing(createSmtpMailer(`smtp://127.0.0.1:${port}`)),
    from: 'crm@acme.example',
  }),
})
afterAll(() => world.close())

test('a crash between sending and noting costs one duplicate, which mail programs recognise', async () => {
  crashes = 1
  await world.send()
  await world.retry()
  await world.retry()
  const heads = world.smtp.received.map(({ head }) => head)
  expect(heads).toHaveLength(2)
  const ids = heads.map((head) => /^Message-ID: (<.+@acme\.example>)$/m.exec(head)?.[1])
  expect(ids[0]).toBeDefined()
  expect(new Set(ids).size).toBe(1)
  const dates = heads.map((head) => /^Date: (.+)$/m.exec(head)?.[1])
  expect(new Set(dates).size).toBe(1)
  expect(await world.mails()).toMatchObject([{ status: 'sent' }])
})
