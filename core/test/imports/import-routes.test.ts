import { afterAll, expect, test } from '@jest/globals'

import { createTestCrm, type TestClient } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { finished, importFile, records, upload } from './support/import-kit.ts'

const t = await createTestCrm({ plugins: [await crmPlugin()] })
afterAll(() => t.close())

const file = 'email,last name,company\na@x.com,A,Hooli\nb@x.com,B,Hooli\nwrong,C,Initech\n'

/** A form as a browser sends it; the options may stand before or behind the file. */
function form(
  client: TestClient,
  options: object | string,
  content: string,
  { behind = false, query = '' } = {},
) {
  const field = `--b\r\nContent-Disposition: form-data; name="options"\r\n\r\n${typeof options === 'string' ? options : JSON.stringify(options)}\r\n`
  const part = `--b\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\nContent-Type: text/csv\r\n\r\n${content}\r\n`
  const body = `${behind ? part + field : field + part}--b--\r\n`
  return client.post(`/imports${query}`, body, {
    'content-type': 'multipart/form-data; boundary=b',
  })
}

test('A form carries the file and its options, in either order', async () => {
  const acme = t.as('form')
  for (const behind of [false, true]) {
    const { status, body } = await form(
      acme,
      { entity: 'contacts', mode: 'upsert', mapping: { company: null } },
      file,
      { behind },
    )
    expect(status).toBe(202)
    expect(body.data).toMatchObject({
      fileName: 'people.csv',
      entity: 'contact',
      state: 'waiting',
      mode: 'upsert',
    })
    expect(await finished(t, acme, body.data.id)).toMatchObject({
      counters: { rows: 3, refused: 1 },
    })
  }
  expect(Object.keys(await records(acme, 'contacts', 'email'))).toHaveLength(2)
})

test('A form that is none, or has other parts, is refused', async () => {
  const acme = t.as('form')
  const code = async (answer: ReturnType<typeof form>) => [
    (await answer).status,
    (await answer).body.code,
  ]
  expect(await code(form(acme, '{', file))).toEqual([400, 'IMPORT_FORM_INVALID'])
  expect(await code(form(acme, '[]', file))).toEqual([400, 'IMPORT_FORM_INVALID'])
  expect(await code(form(acme, {}, file))).toEqual([422, 'IMPORT_OPTIONS_INVALID'])
  const post = (body: string) =>
    acme.post('/imports', body, { 'content-type': 'multipart/form-data; boundary=b' })
  expect(await code(post('--b--\r\n'))).toEqual([400, 'IMPORT_FORM_INVALID'])
  expect(
    await code(
      post('--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nemail\na'),
    ),
  ).toEqual([400, 'IMPORT_FORM_INVALID'])
  expect(await code(acme.post('/imports', 'x', { 'content-type': 'multipart/form-data' }))).toEqual(
    [400, 'IMPORT_FORM_INVALID'],
  )
  expect(
    (await acme.get('/imports')).body.data.every(
      ({ state }: { state: string }) => state === 'done',
    ),
  ).toBe(true)
})

test('A preview shows the mapping and the first rows as they would be stored, and leaves no trace', async () => {
  const acme = t.as('preview')
  const { body } = await upload(acme, 'contacts', file, { dryRun: true })
  const { status, body: preview } = await acme.get(`/imports/${body.data.id}/preview`)
  expect(status).toBe(200)
  expect(preview.data).toMatchObject({
    encoding: 'utf-8',
    delimiter: ',',
    header: true,
    isWhole: true,
    counts: { rows: 3, created: 2, refused: 1, linked: 1 },
    columns: [
      { header: 'email', target: 'email' },
      { header: 'last name', target: 'lastName' },
      { header: 'company', target: 'company' },
    ],
    rows: [
      {
        line: 2,
        outcome: 'created',
        record: { email: 'a@x.com', lastName: 'A', name: 'A', status: 'lead' },
        faults: [],
      },
      { line: 3, outcome: 'created' },
      { line: 4, outcome: 'refused', record: null, faults: [{ field: 'email', code: 'format' }] },
    ],
  })
  expect(await records(acme, 'companies', 'name')).toEqual({})
  expect((await t.changes('preview')).filter(({ entity }) => entity !== 'member')).toEqual([])
})

test('A dry run counts, lists errors and can then be run for good, with options changed', async () => {
  const acme = t.as('dry')
  const tried = await importFile(t, acme, 'contacts', file, { dryRun: true })
  expect(tried).toMatchObject({
    state: 'done',
    dryRun: true,
    counters: { rows: 3, created: 2, refused: 1, linked: 1 },
  })
  expect((await acme.get(`/imports/${tried.id}/errors`)).body.data).toHaveLength(1)
  expect(await records(acme, 'contacts', 'email')).toEqual({})

  const { status, body } = await acme.post(`/imports/${tried.id}/start`, {
    mapping: { company: null },
  })
  expect([status, body.data.dryRun, body.data.counters.rows]).toEqual([202, false, 0])
  expect(await finished(t, acme, tried.id)).toMatchObject({
    state: 'done',
    counters: { rows: 3, created: 2, refused: 1, linked: 0 },
  })
  expect(Object.keys(await records(acme, 'contacts', 'email'))).toHaveLength(2)
  const again = await acme.post(`/imports/${tried.id}/start`)
  expect([again.status, again.body.code]).toEqual([409, 'IMPORT_NOT_TRIED'])
})

test('A cancelled import writes nothing more, and its file is gone', async () => {
  const acme = t.as('cancel')
  const { body } = await upload(acme, 'contacts', file)
  const cancelled = await acme.post(`/imports/${body.data.id}/cancel`)
  expect([cancelled.status, cancelled.body.data.state]).toEqual([200, 'cancelled'])
  expect(await finished(t, acme, body.data.id)).toMatchObject({
    state: 'cancelled',
    counters: { rows: 0 },
  })
  expect((await acme.get(`/imports/${body.data.id}/preview`)).body.code).toBe('IMPORT_FILE_GONE')
  expect((await acme.post(`/imports/${body.data.id}/cancel`)).status).toBe(409)
})

test('A template has a column for every field that can be imported, and its example row is accepted', async () => {
  const acme = t.as('template')
  for (const plural of ['contacts', 'companies', 'deals', 'tags']) {
    const { status, body, headers } = await acme.get(`/imports/template/${plural}`)
    expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    const done = await importFile(t, acme, plural, body)
    expect({ plural, ...done.counters }).toMatchObject({ plural, created: 1, refused: 0 })
  }
  const { body } = await acme.get('/imports/template/contacts')
  expect(body.split('\n')[0]).toBe(
    'firstName,lastName,email,emails[work],phone,phones[mobile],company.name,status,tags.name,addresses[work].street,addresses[work].city,addresses[work].county,addresses[work].region,addresses[work].postalCode,addresses[work].country,website,birthday,emailOptOut,about,owner.name',
  )
})

test('Lists are paged, newest import first and refused rows in the order of the file', async () => {
  const acme = t.as('pages')
  const ids: string[] = []
  for (let count = 0; count < 5; count++)
    ids.push((await importFile(t, acme, 'contacts', 'email\n1\n2\n3\n')).id)
  const first = (await acme.get('/imports?limit=2')).body
  const second = (await acme.get(`/imports?limit=2&cursor=${first.page.next}`)).body
  const third = (await acme.get(`/imports?limit=2&cursor=${second.page.next}`)).body
  expect(
    [first, second, third].flatMap(({ data }) => data.map(({ id }: { id: string }) => id)),
  ).toEqual(ids.reverse())
  expect(third.page.next).toBeNull()
  const rows = (await acme.get(`/imports/${ids[0]}/errors?limit=2`)).body
  const rest = (await acme.get(`/imports/${ids[0]}/errors?limit=2&cursor=${rows.page.next}`)).body
  expect([...rows.data, ...rest.data].map(({ line }) => line)).toEqual([2, 3, 4])
  expect((await acme.get('/imports?cursor=nope')).body.code).toBe('IMPORT_CURSOR_INVALID')
})

test('An import of another tenant does not exist', async () => {
  const done = await importFile(t, t.as('mine'), 'contacts', file)
  const theirs = t.as('theirs')
  const paths = ['', '/errors', '/errors.csv', '/kept', '/preview']
  const reads = await Promise.all(paths.map((path) => theirs.get(`/imports/${done.id}${path}`)))
  const writes = await Promise.all(
    ['undo', 'cancel', 'start'].map((verb) => theirs.post(`/imports/${done.id}/${verb}`)),
  )
  expect([...reads, ...writes].map(({ status }) => status)).toEqual(Array(8).fill(404))
  expect((await theirs.get('/imports')).body.data).toEqual([])
  expect(await records(t.as('mine'), 'contacts', 'email')).toMatchObject({ 'a@x.com': {} })
})

test('Importing takes the permission to import, and those of what the import does', async () => {
  const [guest, manager] = [
    t.as('roles', { roles: ['guest'] }),
    t.as('roles', { roles: ['manager'] }),
  ]
  expect((await upload(guest, 'contacts', file)).body.code).toBe('FORBIDDEN')
  expect((await form(guest, { entity: 'contacts' }, file)).body.code).toBe('FORBIDDEN')
  expect((await guest.get('/imports/template/contacts')).status).toBe(403)
  const done = await importFile(t, manager, 'contacts', file)
  expect(done.counters.created).toBe(2)
  expect((await guest.get(`/imports/${done.id}`)).status).toBe(404)
  expect((await guest.get('/imports')).body.data).toEqual([])

  const admin = t.as('roles')
  await admin.put('/roles/adder', {
    label: 'Adder',
    permissions: { 'contact.import': 'own', 'contact.create': 'own', 'contact.read': 'own' },
  })
  const adder = t.as('roles', { roles: ['adder'], id: 'adder' })
  expect((await upload(adder, 'contacts', file, { mode: 'upsert' })).body.code).toBe('FORBIDDEN')
  expect((await upload(adder, 'contacts', file)).body.errors[0]).toMatchObject({
    code: 'FORBIDDEN',
    path: '/mapping',
  })
  const own = await importFile(t, adder, 'contacts', 'email,owner.name\nc@x.com,\n', {
    mapping: { 'owner.name': null },
  })
  expect(own.counters).toMatchObject({ created: 1 })
  const [contact] = (await adder.get('/contacts')).body.data
  expect(contact).toMatchObject({ email: 'c@x.com', createdBy: { id: 'adder' } })
  expect((await adder.get('/imports')).body.data).toHaveLength(1)
})

test('A record out of reach is not changed by an import, and its unique value is refused', async () => {
  const admin = t.as('reach')
  await admin.post('/contacts', { email: 'theirs@x.com', lastName: 'Theirs' })
  await admin.put('/roles/own', {
    label: 'Own',
    permissions: {
      'contact.import': 'own',
      'contact.create': 'own',
      'contact.update': 'own',
      'contact.read': 'own',
    },
  })
  const own = t.as('reach', { roles: ['own'], id: 'own' })
  const done = await importFile(
    t,
    own,
    'contacts',
    'email,last name\ntheirs@x.com,Taken\nmine@x.com,Mine\n',
    { mode: 'upsert' },
  )
  expect(done.counters).toMatchObject({ created: 1, updated: 0, refused: 1 })
  expect((await own.get(`/imports/${done.id}/errors`)).body.data[0].faults[0].code).toBe(
    'UNIQUE_TAKEN',
  )
  expect((await records(admin, 'contacts', 'email'))['theirs@x.com'].lastName).toBe('Theirs')
})
