import { afterAll, beforeAll, expect, test } from '@jest/globals'

import { startTestHost } from '@crmkit/example-page-server/testing'

import { files } from '../files.ts'

const host = await startTestHost({ files: await files() })
afterAll(() => host.close())
beforeAll(async () => {
  await host.t.as('acme').post('/contacts', { firstName: 'Ada', email: 'ada@example.com' })
})

const ada = { tenant: 'acme', user: { id: 'ada', name: 'Ada' }, roles: ['admin'] }
const make = async (options: object = {}) =>
  host.t.crm.embedSession({ ...ada, origins: [host.origin], ...options })

/** What the host's server answers, by what is wrong with it. */
const answers: Readonly<Record<string, () => Promise<unknown>>> = {
  'an expired one': async () => {
    const session = await make({ ttlSeconds: 1 })
    await new Promise((done) => setTimeout(done, 1_100))
    return { token: session.token }
  },
  'a forged one': async () => ({ token: (await make()).token.replace(/.{6}$/, 'AAAAAA') }),
  'one for another page': async () => make({ origins: ['https://elsewhere.example'] }),
  'one that was ended': async () => {
    const session = await make()
    await host.t.crm.embedSessions.revoke('acme', session.id)
    return session
  },
  'a token of another kind': async () => ({ token: 'eyJhbGciOiJub25lIn0.e30.' }),
  'no token': async () => ({ jwt: 'something' }),
  'a number': async () => 42,
}

for (const [name, answer] of Object.entries(answers)) {
  test(`${name} in place of a session shows nothing of the tenant, and says so in the list and to the host`, async () => {
    const { page } = await host.open('/page.css')
    const given = JSON.stringify(await answer())
    await page.route('**/crm-session', (route) =>
      route.fulfill({ contentType: 'application/json', body: given }),
    )
    await page.addInitScript(
      "window.told = []; for (const type of ['crm-error', 'crm-session-expired']) addEventListener(type, ({ detail }) => told.push(type + ' ' + detail.code))",
    )
    await page.goto(host.origin)
    const list = page.locator('crm-contact-list')
    await list.getByText('This could not be loaded').waitFor()
    expect(await list.getByText('ada@example.com').count()).toBe(0)
    expect(await page.evaluate('told')).toEqual(
      expect.arrayContaining([expect.stringMatching(/^crm-error (EMBED_|SESSION_|UNAUTH)/)]),
    )
    // The next session is a good one: all is well again without a new load of the page.
    await page.unroute('**/crm-session')
    await page.evaluate(
      "document.querySelector('crm-provider').renewSession().catch(() => undefined)",
    )
    // Another user's session makes the list begin anew by itself.
    await page.evaluate("document.querySelector('crm-contact-list').refresh()")
    await list.getByText('ada@example.com').waitFor()
  }, 60_000)
}
