import { afterAll, expect, test } from '@jest/globals'
import pg from 'pg'

import { CrmError } from '../../src/base/crm-error.ts'
import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { finished, importFile, records, refusals, upload } from './support/import-kit.ts'

type Values = Record<string, unknown>

const forbidden = (field: string) =>
  new CrmError({
    code: 'TEST_FORBIDDEN',
    status: 422,
    message: 'is forbidden',
    faults: [{ path: `/${field}`, code: 'TEST_FORBIDDEN', message: 'is forbidden' }],
  })

const seen: string[] = []
const defect = { title: '' }
const plugin = await crmPlugin({
  hooks: {
    company: {
      beforeCreate({ data }) {
        if (data['name'] === 'Evil Corp') throw forbidden('name')
        data['industry'] ??= 'unknown'
      },
      beforeUpdate({ before, data }) {
        if (data['industry'] === 'crime') throw forbidden('industry')
        seen.push(`${String(before['name'])} ${Object.keys(data).join('+')}`)
      },
      afterCreate({ record }) {
        seen.push(`made ${String(record['name'])}`)
      },
    },
    deal: {
      complete: {
        fields: ['title'],
        run(data: Values) {
          if (data['title'] === defect.title) throw new TypeError('a defect of the hook')
        },
      },
      beforeUpdate({ data }: { data: Values }) {
        if (data['stage'] === 'lost') data['amount'] = 0
      },
    },
  },
})
const t = await createTestCrm({ plugins: [plugin] })
afterAll(() => t.close())

test('Hooks see every record of an import, complete it, and refuse their row alone', async () => {
  const acme = t.as('hooks')
  seen.length = 0
  const first = await importFile(
    t,
    acme,
    'companies',
    'name,industry\nHooli,\nEvil Corp,x\nInitech,software\n',
  )
  expect(first.counters).toMatchObject({ created: 2, refused: 1 })
  expect(await refusals(acme, first.id)).toEqual([[3, 'name', 'TEST_FORBIDDEN']])
  expect(seen).toEqual(['made Hooli', 'made Initech'])

  seen.length = 0
  const file =
    'name,industry,employees\nHooli,crime,5\nInitech,software,7\nUmbrella,pharma,9\nInitech,software,\n'
  const second = await importFile(t, acme, 'companies', file, { mode: 'upsert', match: ['name'] })
  expect(second.counters).toMatchObject({ created: 1, updated: 1, unchanged: 1, refused: 1 })
  expect(await refusals(acme, second.id)).toEqual([[2, 'industry', 'TEST_FORBIDDEN']])
  expect(seen).toEqual(['made Umbrella', 'Initech employees'])
  const companies = await records(acme, 'companies', 'name')
  expect(companies['Hooli']).toMatchObject({
    industry: 'unknown',
    employees: null,
    version: 1,
    createdBy: { through: 'import' },
  })
  expect(companies['Initech']).toMatchObject({ employees: 7, version: 2 })

  await acme.post(`/imports/${second.id}/undo`)
  expect((await finished(t, acme, second.id)).undo).toEqual({ removed: 1, restored: 1, kept: 0 })
  expect((await records(acme, 'companies', 'name'))['Initech']).toMatchObject({
    employees: null,
    industry: 'software',
  })
})

test('Records made on the way meet their hooks too; one that is refused refuses the rows that need it', async () => {
  const acme = t.as('links')
  const done = await importFile(
    t,
    acme,
    'contacts',
    'last name,company\nA,Hooli\nB,Evil Corp\nC,Hooli\nD,\n',
  )
  expect(done.counters).toMatchObject({ created: 3, refused: 1, linked: 1 })
  expect(await refusals(acme, done.id)).toEqual([[3, 'company', 'TEST_FORBIDDEN']])
  const [contacts, companies] = [
    await records(acme, 'contacts', 'lastName'),
    await records(acme, 'companies', 'name'),
  ]
  expect(companies['Hooli'].industry).toBe('unknown')
  expect([contacts['A'].companyId, contacts['C'].companyId]).toEqual([
    companies['Hooli'].id,
    companies['Hooli'].id,
  ])
})

test('Rows that point at each other are placed when each is written alone', async () => {
  const acme = t.as('tree')
  const done = await importFile(t, acme, 'companies', 'name,parent\nA,\nB,A\nC,B\nD,E\nE,A\n', {
    linkMissing: 'refuse',
  })
  expect(done.counters).toMatchObject({ created: 5, refused: 0 })
  const companies = await records(acme, 'companies', 'name')
  expect(['B', 'C', 'D', 'E'].map((name) => companies[name].parentId)).toEqual(
    ['A', 'B', 'E', 'A'].map((name) => companies[name].id),
  )
})

test('What an update hook completes is taken back by undo as well', async () => {
  const acme = t.as('completed')
  await acme.post('/deals', { title: 'Big', amount: 500, currency: 'EUR' })
  const done = await importFile(t, acme, 'deals', 'title,stage\nBig,lost\n', {
    mode: 'update',
    match: ['title'],
  })
  expect((await records(acme, 'deals', 'title'))['Big']).toMatchObject({ stage: 'lost', amount: 0 })
  await acme.post(`/imports/${done.id}/undo`)
  await finished(t, acme, done.id)
  expect((await records(acme, 'deals', 'title'))['Big']).toMatchObject({
    stage: 'prospecting',
    amount: 500,
  })
})

test('A defect of a hook fails the import after some tries, with what was written before it', async () => {
  const acme = t.as('defect')
  const rows = Array.from(
    { length: 2_500 },
    (_, n) => `Deal ${n},${n === 2_200 ? 'defect' : 'note'}\n`,
  )
  const { body } = await upload(acme, 'deals', `title,note\n${rows.join('')}`, {
    mapping: { note: null },
  })
  defect.title = 'Deal 2200'
  const client = new pg.Client({ connectionString: t.databaseUrl })
  await client.connect()
  try {
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect((await finished(t, acme, body.data.id)).state).toBe(attempt < 5 ? 'running' : 'failed')
      await client.query('update crm_jobs._private_jobs set run_at = now()')
    }
  } finally {
    await client.end()
    defect.title = ''
  }
  const failed = await finished(t, acme, body.data.id)
  expect(failed).toMatchObject({
    failure: { code: 'IMPORT_GIVEN_UP' },
    counters: { created: 2_000 },
  })
  await acme.post(`/imports/${failed.id}/undo`)
  expect((await finished(t, acme, failed.id)).undo).toMatchObject({ removed: 2_000 })
})
