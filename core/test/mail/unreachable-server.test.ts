import { afterAll, expect, test } from '@jest/globals'

import { createMailWorld } from './mail-world.ts'
import { startSmtp } from './smtp-server.ts'

const world = await createMailWorld({
  smtp: {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ password }, _session, done) =>
      password === 'right' ? done(null, { user: 'crm' }) : done(new Error('Wrong password')),
  },
  mail: ({ port }) => ({
    transport: { host: '127.0.0.1', port, user: 'crm', password: 'wrong' },
    from: 'crm@acme.example',
  }),
})
afterAll(() => world.close())

test('a wrong password throws no mail away: it waits until somebody mends it', async () => {
  await world.send()
  expect(await world.mails()).toMatchObject([{ status: 'waiting', body_text: 'Good to see you.' }])
  await world.retry()
  expect(await world.mails()).toMatchObject([{ status: 'waiting' }])
})

test('a server that is down is waited for', async () => {
  const gone = await startSmtp()
  await gone.stop()
  const other = await createMailWorld({
    mail: () => ({ transport: `smtp://127.0.0.1:${gone.port}`, from: 'crm@acme.example' }),
  })
  try {
    await other.send()
    expect(await other.mails()).toMatchObject([{ status: 'waiting', refusal: null }])
  } finally {
    await other.close()
  }
})
