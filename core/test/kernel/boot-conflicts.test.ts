import { expect, test } from '@jest/globals'

import type { AnyPlugin, AnyRoute } from '../../src/kernel/any-plugin.ts'
import { faultsOf, plugin, schemaOf, withEntities } from './tiny-plugin.ts'

const remedy = 'Rename one of them, or load only one of the plugins.'
const service = (): object => ({})

const route = (method: 'GET' | 'POST', path: `/${string}`, operationId: string): AnyRoute => ({
  method,
  path,
  operationId,
  summary: '',
  access: 'actor',
  responses: {},
  handler: () => Promise.resolve({ status: 204 }),
})

test('plugins that fit together have no fault', () => {
  expect(
    faultsOf(plugin('ants', withEntities('ant')), plugin('bees', withEntities('bee'))),
  ).toEqual([])
})

test('two plugins with one entity are both named, for the entity, its plural and its table', () => {
  expect(
    faultsOf(plugin('ants', withEntities('ant')), plugin('bees', withEntities('ant'))),
  ).toEqual(
    ['entity "ant"', 'plural "ants"', 'table "ants"'].map(
      (what) => `The ${what} is brought by "ants" and by "bees". ${remedy}`,
    ),
  )
})

test('an entity with the table of another is refused', () => {
  const more = withEntities('bee')
  const entities = { bee: { schema: schemaOf('bees'), table: 'ants' } }
  expect(
    faultsOf(plugin('ants', withEntities('ant')), plugin('bees', { ...more, entities })),
  ).toEqual([`The table "ants" is brought by "ants" and by "bees". ${remedy}`])
})

test('the engine’s own entities cannot be taken', () => {
  expect(faultsOf(plugin('people', withEntities('member')))).toContain(
    `The entity "member" is brought by "core" and by "people". ${remedy}`,
  )
})

test.each<[kind: string, name: string, more: Partial<AnyPlugin>]>([
  ['service', 'mailer', { services: { mailer: service } }],
  ['permission', 'mail.send', { permissions: { 'mail.send': { label: 'Send' } } }],
  ['event', 'mail.sent', { events: { 'mail.sent': { payload: {} } } }],
  ['operation', 'sendMail', { routes: [route('POST', '/mails/send', 'sendMail')] }],
  ['element', 'crm-mail', { ui: [{ slot: 's', element: 'crm-mail', module: 'm' }] }],
])('a %s has one owner', (kind, name, more) => {
  expect(faultsOf(plugin('ants', more), plugin('bees', more))).toContain(
    `The ${kind} "${name}" is brought by "ants" and by "bees". ${remedy}`,
  )
})

test('a route has one owner, whatever its parts are called', () => {
  const one = plugin('ants', { routes: [route('GET', '/mails/:id/text', 'readMail')] })
  const other = plugin('bees', { routes: [route('GET', '/mails/:mail/text', 'getMail')] })
  expect(faultsOf(one, other)).toEqual([
    `The route "GET /mails/:/text" is brought by "ants" and by "bees". ${remedy}`,
  ])
})

test('a name that is no name is refused', () => {
  expect(faultsOf(plugin('My Plugin'))).toEqual([
    '"My Plugin" is no name for a plugin. Use 2 to 31 lower-case letters, digits and hyphens, a letter first.',
  ])
})

test.each(['core', 'host'])('the name %s is the engine’s own', (name) => {
  expect(faultsOf(plugin(name))).toEqual([
    `"${name}" is a name of the engine's own. Rename the plugin.`,
  ])
})

test('a route that does not say who may call it is refused', () => {
  const open = { ...route('GET', '/mails/list', 'listMails'), access: undefined } as never
  expect(faultsOf(plugin('ants', { routes: [open] }))).toEqual([
    "The route GET /mails/list of \"ants\" does not say who may call it. Set access: { permission: '…' }, 'actor' for whoever is signed in, or 'public'.",
  ])
})

test('a permission nobody declares is refused, for a route, a live event and a field', () => {
  const routes = [
    { ...route('POST', '/ants/:id/feed', 'feedAnt'), access: { permission: 'ant.fed' } },
    { ...route('POST', '/ants/:id/wash', 'washAnt'), access: { permission: 'ant.update' } },
  ]
  const secret = { type: ['string', 'null'], 'x-crm': { permission: 'ant.see-weight' } }
  const entities = { ant: { schema: schemaOf('ants', { weight: secret }) } }
  const known = 'ant.read, ant.create, ant.update, ant.delete, ant.purge, ant.export, ant.import'
  const remedy = `which nobody declares. Add it to permissions, or use one of ${known}.`
  const events = { 'ant.found': { payload: {}, live: { permission: 'ant.smell' } } }
  expect(faultsOf(plugin('ants', { ...withEntities('ant'), entities, routes, events }))).toEqual([
    `The route POST /ants/:id/feed of "ants" asks for the permission "ant.fed", ${remedy}`,
    `The live event "ant.found" of "ants" asks for the permission "ant.smell", ${remedy}`,
    `"ant.weight" of "ants" asks for the permission "ant.see-weight", ${remedy}`,
  ])
})

test('a schema with a fault is told with its place', () => {
  const entities = { ant: { schema: { ...schemaOf('ants'), type: 'array' } } }
  expect(faultsOf(plugin('ants', { ...withEntities('ant'), entities }))).toEqual([
    'The schema ants/ant#/type: must be "object"; found "array".',
  ])
})

test('a relation to what is not required names the plugin to require', () => {
  const to = (entity: string): object => ({
    type: ['string', 'null'],
    format: 'uuid',
    'x-crm': { relation: { entity, kind: 'belongsTo' } },
  })
  const entities = { bee: { schema: schemaOf('bees', { antId: to('ant'), flyId: to('fly') }) } }
  const bees = plugin('bees', { ...withEntities('bee'), entities })
  expect(faultsOf(plugin('ants', withEntities('ant')), bees)).toEqual([
    '"bee.antId" of "bees" points at "ant", which the plugin does not reach. Add "ants" to its requires.',
    '"bee.flyId" of "bees" points at "fly", which the plugin does not reach. No loaded plugin has an entity "fly".',
  ])
})

test('an extension of what is not required names the plugin to require', () => {
  const sidecar = {
    schema: { type: 'object', properties: { score: { type: ['integer', 'null'] } } },
  }
  const migrations = new URL('.', import.meta.url)
  const bees = plugin('bees', { migrations, extends: { ant: sidecar, fly: sidecar } })
  expect(faultsOf(plugin('ants', withEntities('ant')), bees)).toEqual([
    '"bees" extends "ant", which it does not reach. Add "ants" to its requires.',
    '"bees" extends "fly", which it does not reach. No loaded plugin has an entity "fly".',
  ])
})

test('a subscriber of an event nobody emits is told what there is', () => {
  const run = () => Promise.resolve()
  const bees = plugin('bees', {
    subscribers: { hum: { on: ['ant.borned', 'ant.*', '*', 'ant.created'], run } },
  })
  expect(faultsOf(plugin('ants', withEntities('ant')), bees)).toEqual([
    'The subscriber "hum" of "bees" waits for "ant.borned", which nobody emits. Known: ant.created, ant.updated, ant.deleted, ant.restored, ant.purged.',
  ])
})

test('the engine’s own events can be subscribed to', () => {
  const run = () => Promise.resolve()
  const on = ['api-key.created', 'role.updated', 'settings.updated']
  expect(faultsOf(plugin('watch', { subscribers: { keys: { on, run } } }))).toEqual([])
})

test('a route where the engine has one for every entity is refused', () => {
  const routes = [
    route('POST', '/ants', 'makeAnt'),
    route('GET', '/ants/:name', 'findAnt'),
    route('POST', '/ants/count', 'countAnts'),
    route('POST', '/ants/:id/feed', 'feedAnt'),
  ]
  expect(faultsOf(plugin('ants', { ...withEntities('ant'), routes }))).toEqual([
    'The route POST /ants of "ants" is one the engine makes for every entity. Add a verb: /ants/do-something.',
    'The route GET /ants/:name of "ants" is one the engine makes for every entity. Add a verb: /ants/:name/do-something.',
  ])
})

test('a service with a name the container uses itself is refused', () => {
  const faults = faultsOf(plugin('a-mail', { services: { then: service, Mailer: service } }))
  expect(faults).toEqual([
    '"then" of "a-mail" cannot name a service. Use a camelCase noun such as aMailService.',
    '"Mailer" of "a-mail" cannot name a service. Use a camelCase noun such as aMailService.',
  ])
})

test('entities without migrations are refused', () => {
  const { entities } = withEntities('ant')
  expect(faultsOf(plugin('ants', { entities }))).toEqual([
    '"ants" has entities but no migrations. Set migrations: new URL(\'../migrations/\', import.meta.url), then run crmkit schema diff --plugin ants --name create_tables.',
  ])
})

test('a folder of migrations that is not there is refused', () => {
  const migrations = new URL('./nowhere/', import.meta.url)
  expect(faultsOf(plugin('ants', { migrations }))).toEqual([
    `The migrations of "ants" are said to be in ${migrations.pathname}, which does not exist. Run crmkit schema diff --plugin ants --name create_tables.`,
  ])
})
