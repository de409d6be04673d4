import { afterAll, expect, test } from '@jest/globals'

import { createMailWorld, letter } from './mail-world.ts'

const world = await createMailWorld({
  mail: ({ port }) => ({
    transport: `smtp://127.0.0.1:${port}`,
    from: 'Acme CRM <crm@acme.example>',
    replyTo: 'support@acme.example',
  }),
})
const { t, smtp } = world
afterAll(() => world.close())

test('a mail arrives as plain text and as HTML, with who it is from', async () => {
  await world.send({ html: '<p>Good to see <b>you</b>.</p>' })
  expect(smtp.received).toHaveLength(1)
  const [mail] = smtp.received
  expect(mail).toMatchObject({ from: 'crm@acme.example', to: ['ada@example.com'] })
  expect(mail?.head).toMatch(/^From: Acme CRM <crm@acme\.example>$/m)
  expect(mail?.head).toMatch(/^Reply-To: support@acme\.example$/m)
  expect(mail?.head).toMatch(/^Auto-Submitted: auto-generated$/m)
  expect(mail?.text).toContain('Good to see you.')
  expect(mail?.text).toContain('<p>Good to see <b>you</b>.</p>')
})

test('the same key again sends nothing, another one does', async () => {
  await world.send({ subject: 'Welcome again' })
  expect(smtp.received).toHaveLength(1)
  await world.send({ key: 'welcome/2' })
  expect(smtp.received).toHaveLength(2)
})

test('a mail leaves with its transaction, and not without it', async () => {
  const before = smtp.received.length
  const late = new Error('Something else went wrong.')
  const attempt = t.crm.run({ tenant: 'acme', actor: 'system' }, ({ mail, transaction }) =>
    transaction(async () => {
      await mail.send({ ...letter, key: 'rolled-back' })
      throw late
    }),
  )
  await expect(attempt).rejects.toBe(late)
  await t.drain()
  expect(smtp.received).toHaveLength(before)
  expect((await world.mails()).map(({ key }) => key)).not.toContain('host/rolled-back')
})

test('once it is sent its content is kept nowhere', async () => {
  const secret = { subject: 'Code 4711', text: 'The code is 4711.', html: '<p>4711</p>' }
  await world.send({ key: 'secret', ...secret })
  const sent = (await world.mails()).find(({ key }) => key === 'host/secret')
  expect(sent).toMatchObject({ status: 'sent', body_text: null, body_html: null })
  expect(JSON.stringify(sent)).not.toContain('4711')
})

test('a title from a record cannot add a header or a recipient', async () => {
  const subject = 'Deal\r\nBcc: eve@evil.example\r\n\r\nInjected body\u2028Subject: other'
  await world.send({ key: 'injection', subject })
  const mail = smtp.received.at(-1)
  expect(mail?.to).toEqual(['ada@example.com'])
  expect(mail?.head.split('\r\n').filter((line) => /^(bcc|cc|to|subject):/i.test(line))).toEqual([
    'To: ada@example.com',
    'Subject: Deal Bcc: eve@evil.example Injected body Subject: other',
  ])
})

test.each([
  'ada@example.com, eve@evil.example',
  'ada@example.com\r\nBcc: eve@evil.example',
  'Ada <ada@example.com>',
  'ada@example.com>',
  'ada',
  '@example.com',
  '"ada eve"@example.com',
])('%j is no address to send to', async (to) => {
  await expect(world.send({ key: `bad/${to}`, to })).rejects.toMatchObject({
    code: 'MAIL_ADDRESS_INVALID',
  })
})

test('tenants have keys of their own', async () => {
  const before = smtp.received.length
  await t.crm.tenants.ensure('globex')
  await t.crm.run({ tenant: 'globex', actor: 'system' }, ({ mail }) => mail.send(letter))
  await t.drain()
  expect(smtp.received).toHaveLength(before + 1)
})
