import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, expect, test } from '@jest/globals'
import ts from 'typescript'

import { clientModule, entityTypes, pluginTypes } from '../../src/contract/type-declarations.ts'
import { registry } from './sample.ts'

const entities = [...registry.entities.values()]
// Inside the repository, so that packages are found; a cache folder, so that nobody else reads it.
mkdirSync('node_modules/.cache', { recursive: true })
const folder = mkdtempSync('node_modules/.cache/types-')
afterAll(() => rmSync(folder, { recursive: true }))

const contacts = {
  name: 'contacts',
  settings: {
    schema: {
      type: 'object',
      properties: { country: { type: 'string', default: 'DE' }, limit: { type: 'integer' } },
    },
  },
  events: {
    'contact.merged': {
      payload: {
        type: 'object',
        additionalProperties: false,
        required: ['id'],
        properties: { id: { type: 'string' } },
      },
    },
  },
  jobs: {
    'find-duplicates': { payload: { type: 'object', additionalProperties: false, properties: {} } },
  },
}
const generated = {
  'types.ts': await entityTypes(entities),
  'client.ts': clientModule(entities, { types: './types.ts', client: '@crmkit/schemas/client' }),
  'contacts.generated.ts': await pluginTypes(contacts, entities),
  'privacy.generated.ts': await pluginTypes({ name: 'privacy' }, entities),
}

/** What the compiler says about a program that uses the generated files; lines are those of the program. */
function faultsIn(program: string): string[] {
  const files = { ...generated, 'program.ts': program }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const options: ts.CompilerOptions = {
    ...ts.convertCompilerOptionsFromJson(
      ts.readConfigFile('tsconfig.base.json', (path) => ts.sys.readFile(path)).config
        .compilerOptions,
      '.',
    ).options,
    noEmit: true,
    rewriteRelativeImportExtensions: false,
    allowImportingTsExtensions: true,
  }
  const compiled = ts.createProgram([join(folder, 'program.ts')], options)
  // Only what this file wrote: checking the whole engine again is what `npm run types` does.
  const written = compiled.getSourceFiles().filter(({ fileName }) => fileName.includes(folder))
  return written
    .flatMap((file) => [
      ...compiled.getSyntacticDiagnostics(file),
      ...compiled.getSemanticDiagnostics(file),
    ])
    .map(({ file, start = 0, messageText }) => {
      const line = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1
      return `${file?.fileName.split('/').at(-1) ?? ''}:${String(line)} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
    })
}

test('a client knows the fields, relations and values of each entity', () => {
  const program = `
    import { createClient } from './client.ts'
    const crm = createClient({ baseUrl: '/crm', getToken: () => 'key' })

    const page = await crm.contacts.list({ filter: { status: { in: ['lead'] }, 'company.name': 'Acme', or: [{ lastName: { contains: 'x' } }] }, sort: ['-createdAt', 'company.name'], include: ['company'] })
    const name: string | undefined = page.data[0]?.lastName
    const first: string | null = (await crm.contacts.get('1')).firstName
    const cut = await crm.contacts.get('1', { fields: ['status'] })
    const status: 'lead' | 'customer' = cut.status
    const id: string = cut.id
    await crm.contacts.create({ lastName: 'Lovelace', custom: { tier: 1 }, externalRefs: [{ system: 'shop', type: 'customer', id: '1' }] })
    await crm.companies.update('1', { domain: null }, { version: 2 })
    await crm.contacts.batch([{ method: 'create', data: { lastName: 'L' } }, { method: 'delete', id: '1' }], { atomic: false })
    for await (const { data } of crm.companies.pages({ fields: ['name'] })) console.log(data[0]?.name, name, first, status, id)

    // @ts-expect-error -- an unknown field
    await crm.contacts.list({ fields: ['nickname'] })
    // @ts-expect-error -- an unknown relation
    await crm.contacts.list({ include: ['owners'] })
    // @ts-expect-error -- a value that is no choice
    await crm.contacts.list({ filter: { status: 'loser' } })
    // @ts-expect-error -- an unknown sort
    await crm.contacts.list({ sort: '-nickname' })
    // @ts-expect-error -- a create without what is required
    await crm.companies.create({})
    // @ts-expect-error -- a write of a read-only field
    await crm.contacts.update('1', { displayName: 'x' })
    // @ts-expect-error -- null where a value must be
    await crm.companies.update('1', { name: null })
    // @ts-expect-error -- a field that was not asked for
    void cut.lastName
    // @ts-expect-error -- an unknown entity
    await crm.invoices.list()
  `
  expect(faultsIn(program)).toEqual([])
})

test("a plugin's registry entry types its records, events, jobs and settings", () => {
  const program = `
    import type { PluginContext } from '@crmkit/core'
    import './contacts.generated.ts'
    import type { ContactPrivacyExt } from './privacy.generated.ts'
    declare const context: PluginContext<'contacts'>

    const contact = await context.records('contact').get('1')
    const name: string = contact.lastName
    const company: string | undefined = contact.company?.name
    await context.emit('contact.merged', { id: '1' })
    await context.addJob('find-duplicates', {})
    const country: string = context.settings.country
    const limit: number | undefined = context.settings.limit
    const ext: ContactPrivacyExt = { basis: 'consent', givenOn: null }
    console.log(name, company, country, limit, ext)

    // @ts-expect-error -- an entity the plugin does not declare
    await context.records('invoice').get('1')
    // @ts-expect-error -- a payload of another type
    await context.emit('contact.merged', { id: 1 })
  `
  expect(faultsIn(program)).toEqual([])
})

test('what a plugin hangs on an entity is typed for it, and does not exist for the entity of its own', () => {
  const program = `
    import type { PluginContext } from '@crmkit/core'
    import './contacts.generated.ts'
    import './privacy.generated.ts'
    declare const privacy: PluginContext<'privacy', 'contacts'>
    declare const contacts: PluginContext<'contacts'>

    const contact = await privacy.records('contact').get('1')
    const basis: string | null | undefined = contact.ext.privacy?.basis
    const name: string = contact.lastName
    await privacy.records('contact').update('1', { ext: { privacy: { basis: 'consent' } } })
    console.log(basis, name)

    // @ts-expect-error -- a field the extension does not have
    await privacy.records('contact').update('1', { ext: { privacy: { reason: 'consent' } } })
    // @ts-expect-error -- nothing of another plugin
    void (await contacts.records('contact').get('1')).ext
  `
  expect(faultsIn(program)).toEqual([])
})

test('the same schemas give the same text', async () => {
  expect(await entityTypes(entities)).toBe(generated['types.ts'])
  expect(await pluginTypes(contacts, entities)).toBe(generated['contacts.generated.ts'])
})
