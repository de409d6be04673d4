import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm } from '@crmkit/core/testing'

import type { PluginContext } from '../../src/kernel/plugin-context.ts'
import type { TimelineEntry, TimelineSource } from '../../src/timeline/timeline-source.ts'
import { faultsOf, plugin } from '../kernel/tiny-plugin.ts'

const birthdays: TimelineSource<PluginContext<never>> = {
  kinds: ['birthday'],
  permission: 'birthday.see',
  async read({ entity, recordId }, { before }, { request }) {
    const entry: TimelineEntry = {
      id: '01890a5d-ac96-774b-bcce-b302099a8057',
      kind: 'birthday',
      at: '2020-02-02T00:00:00Z',
      title: `Birthday in ${request.tenantId === '' ? 'nowhere' : 'the tenant'}`,
      actor: null,
      entity,
      recordId,
      data: {},
    }
    return before ? [] : [entry]
  },
}
const guests = plugin('birthdays', {
  permissions: { 'birthday.see': { label: 'See birthdays', default: { manager: 'all' } } },
  events: { 'birthday.forgotten': { payload: { type: 'object' } } },
  timeline: { birthdays },
})

const t = await createTestCrm({ plugins: [guests] })
const admin = t.as('acme')
const { body: me } = await admin.get('/me')
const path = `/timeline/member/${me.data.member.id}`
afterAll(() => t.close())

const kinds = ({ body }: { body: { data: { kind: string }[] } }) =>
  body.data.map(({ kind }) => kind)

test('what a plugin adds stands among the changes of the record', async () => {
  const answer = await admin.get(path)
  expect(kinds(answer)).toEqual(['change', 'birthday'])
  expect(answer.body.data[1].title).toBe('Birthday in the tenant')
})

test('without its permission a source is silent', async () => {
  const user = t.as('acme', { roles: ['user'] })
  expect(kinds(await user.get(path))).toEqual(['change'])
})

test('what happened to the record is told once, events are left to who emits them', async () => {
  await admin.patch(`/members/${me.data.member.id}`, { name: 'Ada' })
  const { body } = await admin.get(`${path}?kinds=change`)
  expect(body.data.map(({ title }: TimelineEntry) => title)).toEqual(['Changed Name', 'Created'])
})

test('a kind is brought by one plugin, and never by another than the engine when it is its own', () => {
  const remedy = 'Rename one of them, or load only one of the plugins.'
  const source = (kind: string) => ({
    timeline: { some: { ...birthdays, kinds: [kind], permission: 'member.read' } },
  })
  expect(faultsOf(plugin('ants', source('sting')), plugin('bees', source('sting')))).toEqual([
    `The kind of timeline entry "sting" is brought by "ants" and by "bees". ${remedy}`,
  ])
  expect(faultsOf(plugin('ants', source('change')))).toEqual([
    `The kind of timeline entry "change" is brought by "core" and by "ants". ${remedy}`,
  ])
})

test('a source asks for a permission there is', () => {
  const timeline = { some: { ...birthdays, permission: 'birthday.sea' } }
  const [fault] = faultsOf(plugin('ants', { timeline }))
  expect(fault).toContain(
    'The timeline source "some" of "ants" asks for the permission "birthday.sea"',
  )
})
