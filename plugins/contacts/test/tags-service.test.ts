import { afterAll, expect, test } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import { createTestCrm } from '@crmkit/core/testing'

const crm = await createTestCrm({ plugins: [contacts()] })
const acme = crm.as('acme', { roles: ['user'] })
afterAll(() => crm.close())

test('names become tags once, in any spelling', async () => {
  const { body } = await acme.post('/tags', { name: 'VIP' })
  const names = ['vip', ' Press ', 'PRESS', '']
  const ids = await acme.run(({ services }) => services.tagsService.ensure(names))
  expect(ids).toEqual([body.data.id, expect.any(String)])
  const { body: all } = await acme.get('/tags?sort=nameKey')
  expect(all.data).toMatchObject([{ name: 'Press' }, { name: 'VIP' }])
})

test('two imports that bring the same new name end with one tag', async () => {
  const ensure = () => acme.run(({ services }) => services.tagsService.ensure(['Fair', 'Webinar']))
  const [one, other] = await Promise.all([ensure(), ensure()])
  expect(other).toEqual(one)
})

test('more names than fit a page are found again', async () => {
  const names = Array.from({ length: 250 }, (_, at) => `Number ${at}`)
  const ensure = () => acme.run(({ services }) => services.tagsService.ensure(names))
  const ids = await ensure()
  expect(new Set(ids).size).toBe(250)
  expect(await ensure()).toEqual(ids)
})
