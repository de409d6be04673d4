import { afterEach, expect, test } from '@jest/globals'

import { certificate, key } from './certificate.ts'
import { createMailWorld, type MailWorld } from './mail-world.ts'

let world: MailWorld | undefined
afterEach(() => world?.close())

const from = 'crm@acme.example'
const withTls = { key, cert: certificate, disabledCommands: [] }

test('a server that must offer TLS and does not gets nothing, not even the address', async () => {
  world = await createMailWorld({
    mail: ({ port }) => ({ transport: { host: '127.0.0.1', port, requireTls: true }, from }),
  })
  await world.send()
  expect(world.smtp.received).toEqual([])
  expect(await world.mails()).toMatchObject([{ status: 'waiting' }])
})

test('a certificate nobody vouches for is refused', async () => {
  world = await createMailWorld({
    smtp: withTls,
    mail: ({ port }) => ({ transport: { host: '127.0.0.1', port, requireTls: true }, from }),
  })
  await world.send()
  expect(world.smtp.received).toEqual([])
  expect(await world.mails()).toMatchObject([{ status: 'waiting' }])
})

test('with the authority that vouches for it the mail goes through TLS', async () => {
  world = await createMailWorld({
    smtp: withTls,
    mail: ({ port }) => ({ transport: { host: '127.0.0.1', port, ca: certificate }, from }),
  })
  await world.send()
  expect(world.smtp.received).toMatchObject([{ secure: true }])
  expect(await world.mails()).toMatchObject([{ status: 'sent' }])
})

test('smtps speaks TLS from the first byte', async () => {
  world = await createMailWorld({
    smtp: { ...withTls, secure: true },
    mail: ({ port }) => ({
      transport: { host: '127.0.0.1', port, secure: true, ca: certificate },
      from,
    }),
  })
  await world.send()
  expect(world.smtp.received).toMatchObject([{ secure: true }])
})
