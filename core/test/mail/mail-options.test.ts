import { expect, test } from '@jest/globals'

import { createCrm } from '@crmkit/core'
import { createTestCrm } from '@crmkit/core/testing'

import { smtpOptionsOf } from '../../src/mail/mail-options.ts'
import { letter } from './mail-world.ts'

test.each([
  ['no sender', { transport: 'smtp://mail.example' }, '/mail/from must be one address'],
  ['two senders', { transport: 'smtp://a', from: 'a@b.example, c@d.example' }, '/mail/from'],
  ['no server', { from: 'a@b.example' }, '/mail/transport must be'],
  ['a web address', { transport: 'https://mail.example', from: 'a@b.example' }, '/mail/transport'],
  ['a path', { transport: 'smtp://mail.example/inbox', from: 'a@b.example' }, '/mail/transport'],
  ['an unknown word', { transport: 'smtp://a?tls=no', from: 'a@b.example' }, '/mail/transport'],
  ['a port of text', { transport: { host: 'a', port: '25' }, from: 'a@b.example' }, '/port'],
  ['an unknown option', { transport: 'smtp://a', from: 'a@b.example', cc: 'x' }, '/mail/cc is not'],
  ['a bad reply', { transport: 'smtp://a', from: 'a@b.example', replyTo: 'x' }, '/mail/replyTo'],
])('createCrm refuses a mail setting with %s', (_what, mail, message) => {
  expect(() => createCrm({ plugins: [], mail: mail as never })).toThrow(message)
})

test('a password in a setting that is refused is not in the message', () => {
  const mail = { transport: 'http://crm:s3cret@mail.example', from: 'a@b.example' }
  expect(() => createCrm({ plugins: [], mail })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('s3cret') }),
  )
})

test('TLS is required of every server but one on this machine', () => {
  const required = (transport: string) => smtpOptionsOf(transport).requireTls
  expect(required('smtp://mail.example')).toBe(true)
  expect(required('smtp://localhost:2525')).toBe(false)
  expect(required('smtp://[::1]:2525')).toBe(false)
  expect(required('smtp://localhost.evil.example')).toBe(true)
  expect(required('smtp://mail.example?requireTls=false')).toBe(false)
})

test('a URL says the same as an object', () => {
  expect(smtpOptionsOf('smtps://crm%40acme:p%2Fw@mail.example')).toEqual({
    host: 'mail.example',
    port: 465,
    secure: true,
    requireTls: true,
    user: 'crm@acme',
    password: 'p/w',
  })
})

test('without the setting mail is off, and says so', async () => {
  const t = await createTestCrm({ plugins: [] })
  try {
    await t.crm.tenants.ensure('acme')
    const asked = t.crm.run({ tenant: 'acme', actor: 'system' }, async ({ mail }) => {
      expect(mail.on).toBe(false)
      await mail.send(letter)
    })
    await expect(asked).rejects.toMatchObject({ code: 'MAIL_OFF', status: 503 })
  } finally {
    await t.close()
  }
})
