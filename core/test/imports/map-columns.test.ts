import { expect, test } from '@jest/globals'

import type { CrmError } from '../../src/base/crm-error.ts'
import { compileProperty } from '../../src/entities/compile-property.ts'
import type { Rights } from '../../src/identity/rights.ts'
import type { ImportOptions } from '../../src/imports/import-options.ts'
import { makePlan } from '../../src/imports/plan.ts'
import { registry } from './support/entities.ts'
import { realData } from './support/real-data.ts'

const all: Rights = { key: 'all', scope: () => 'all', field: () => 'write' }

function plan(entity: string, text: string, options: Partial<ImportOptions> = {}, rights = all) {
  const scope = {
    registry,
    entity: registry.get(entity),
    custom: new Map([
      [
        'size',
        compileProperty('size', { type: 'integer', 'x-crm': { label: 'Shoe size' } }, false),
      ],
    ]),
  }
  return makePlan(scope, rights, { entity, ...options }, { text, isWhole: true, encoding: 'utf-8' })
}

const mapped = (entity: string, header: string, options?: Partial<ImportOptions>) =>
  Object.fromEntries(
    plan(entity, `${header}\n${header.replace(/[^,]+/g, 'x')}\n`, {
      unknownColumns: 'ignore',
      ...options,
    }).columns.map(({ header: name, target }) => [name, target]),
  )

function faults(work: () => unknown) {
  try {
    work()
  } catch (error) {
    const { code, status, faults: list } = error as CrmError
    return { code, status, faults: list.map(({ path, code: fault }) => [path, fault]) }
  }
  throw new Error('Expected the file to be refused.')
}

test('The columns of us-500.csv are all understood', async () => {
  const { columns, dialect, hasHeader } = plan('contact', (await realData('us-500.csv')).toString())
  expect({ dialect, hasHeader }).toEqual({
    dialect: { delimiter: ',', newline: '\n', skip: 0 },
    hasHeader: true,
  })
  expect(Object.fromEntries(columns.map(({ header, target }) => [header, target]))).toEqual({
    first_name: 'firstName',
    last_name: 'lastName',
    company_name: 'company.name',
    address: 'addresses[work].street',
    city: 'addresses[work].city',
    county: 'addresses[work].county',
    state: 'addresses[work].region',
    zip: 'addresses[work].postalCode',
    phone1: 'phone',
    phone2: 'phones[other]',
    email: 'email',
    web: 'website',
  })
})

test('The columns of the CRM sales data are understood, and those that are not are named', async () => {
  const accounts = (await realData('crm-sales-opportunities/accounts.csv')).toString()
  const { columns } = plan('company', accounts, { currency: 'USD' })
  expect(Object.fromEntries(columns.map(({ header, target }) => [header, target]))).toEqual({
    account: 'name',
    sector: 'industry',
    year_established: 'foundedYear',
    revenue: 'revenue',
    employees: 'employees',
    office_location: 'country',
    subsidiary_of: 'parent',
  })

  const pipeline = (await realData('crm-sales-opportunities/sales_pipeline.csv')).toString()
  const refused = faults(() => plan('deal', pipeline, { mapping: { opportunity_id: 'title' } }))
  expect(refused).toEqual({
    code: 'IMPORT_OPTIONS_INVALID',
    status: 422,
    faults: [
      ['/mapping/sales_agent', 'UNMAPPED_COLUMN'],
      ['/mapping/product', 'UNMAPPED_COLUMN'],
      ['/mapping/engage_date', 'UNMAPPED_COLUMN'],
    ],
  })
  const deals = plan('deal', pipeline, {
    mapping: {
      opportunity_id: 'title',
      sales_agent: null,
      product: null,
      engage_date: 'engagedOn',
    },
  })
  expect(deals.columns.map(({ target, dateFormat }) => [target, dateFormat])).toEqual([
    ['title', undefined],
    [null, undefined],
    [null, undefined],
    ['company', undefined],
    ['stage', undefined],
    ['engagedOn', 'M/d/yyyy'],
    ['closeDate', 'M/d/yyyy'],
    ['amount', undefined],
  ])
})

test('Headers of other systems and languages are understood', () => {
  expect(mapped('contact', 'Vorname,Nachname,E-Mail,Firma,PLZ,Ort,Straße,Land,Telefon')).toEqual({
    Vorname: 'firstName',
    Nachname: 'lastName',
    'E-Mail': 'email',
    Firma: 'company',
    PLZ: 'addresses[work].postalCode',
    Ort: 'addresses[work].city',
    Straße: 'addresses[work].street',
    Land: 'addresses[work].country',
    Telefon: 'phone',
  })
  expect(
    mapped(
      'contact',
      'Given Name,Home City,Business Street,Mobile Phone,Personal Email,E-mail 2,Company Domain,Labels',
    ),
  ).toEqual({
    'Given Name': 'firstName',
    'Home City': 'addresses[home].city',
    'Business Street': 'addresses[work].street',
    'Mobile Phone': 'phones[mobile]',
    'Personal Email': 'emails[personal]',
    'E-mail 2': 'emails[other]',
    'Company Domain': 'company.domain',
    Labels: 'tags',
  })
  expect(mapped('company', 'Account Name,Annual Revenue,Parent Account')).toEqual({
    'Account Name': 'name',
    'Annual Revenue': 'revenue',
    'Parent Account': 'parent',
  })
})

test('A header may be a target itself, and custom fields are found by key and label', () => {
  expect(
    mapped(
      'contact',
      'emails[work],addresses[home].city,company.domain,external:shop:customer,Shoe size',
    ),
  ).toEqual({
    'emails[work]': 'emails[work]',
    'addresses[home].city': 'addresses[home].city',
    'company.domain': 'company.domain',
    'external:shop:customer': 'external:shop:customer',
    'Shoe size': 'custom.size',
  })
})

test('No two columns go to one place; what the caller says goes first', () => {
  expect(mapped('contact', 'email,E-Mail,mail')).toEqual({
    email: 'email',
    'E-Mail': 'emails[work]',
    mail: 'emails[work]',
  })
  expect(mapped('contact', 'email,backup', { mapping: { backup: 'email' } })).toEqual({
    email: null,
    backup: 'email',
  })
  expect(mapped('contact', 'phones,phones').phones).toBe('phones')
  const twice = { mapping: { a: 'lastName', b: 'lastName' } }
  expect(faults(() => plan('contact', 'a,b\n1,2\n', twice)).faults).toEqual([
    ['/mapping/b', 'TARGET_TWICE'],
  ])
})

test('A mapping to nowhere, of nothing or to what the engine writes is refused at its place', () => {
  const mapping = {
    nope: 'email',
    a: 'nope',
    'b/c': 'createdAt',
    d: 'emails[yacht]',
    e: 'addresses',
    f: 'company.nope',
  }
  const refused = faults(() => plan('contact', 'a,b/c,d,e,f,email\n1,2,3,4,5,6\n', { mapping }))
  expect(refused.faults).toEqual([
    ['/mapping/nope', 'UNKNOWN_COLUMN'],
    ['/mapping/a', 'UNKNOWN_TARGET'],
    ['/mapping/b~1c', 'UNKNOWN_TARGET'],
    ['/mapping/d', 'UNKNOWN_TARGET'],
    ['/mapping/e', 'UNKNOWN_TARGET'],
    ['/mapping/f', 'UNKNOWN_TARGET'],
  ])
})

test('What every record must have is asked for before the first row', () => {
  expect(faults(() => plan('company', 'domain\nx.com\n')).faults).toEqual([
    ['/mapping', 'REQUIRED'],
  ])
  expect(
    plan('company', 'domain\nx.com\n', { defaults: { name: 'Unnamed' } }).columns,
  ).toHaveLength(1)
})

test('Match keys must be mapped and indexed; unique fields are the default', () => {
  const upsert = (options: Partial<ImportOptions>) =>
    plan('contact', 'email,last name,about\na@b.de,x,y\n', { mode: 'upsert', ...options })
  expect(upsert({}).match).toEqual(['email'])
  expect(upsert({ match: ['lastName', 'email'] }).match).toEqual(['lastName', 'email'])
  expect(faults(() => upsert({ match: ['about', 'phone'] })).faults).toEqual([
    ['/match/0', 'MATCH_INVALID'],
    ['/match/1', 'MATCH_INVALID'],
  ])
  expect(faults(() => plan('contact', 'last name\nx\n', { mode: 'update' })).faults).toEqual([
    ['/match', 'MATCH_NEEDED'],
  ])
})

test('An American date is taken for one only when the values say so', () => {
  const dates = (...values: string[]) =>
    plan('contact', `last name,birthday\n${values.map((value) => `x,${value}\n`).join('')}`)
  expect(dates('3/25/1980', '', '1/2/1990').columns[1]?.dateFormat).toBe('M/d/yyyy')
  expect(dates('25/3/1980').columns[1]?.dateFormat).toBe('d/M/yyyy')
  expect(dates('1980-03-25').columns[1]?.dateFormat).toBe('iso')
  expect(faults(() => dates('3/5/1980')).faults).toEqual([['/dateFormat', 'DATE_FORMAT_NEEDED']])
  expect(faults(() => dates('spring')).faults).toEqual([['/dateFormat', 'DATE_FORMAT_NEEDED']])
})

test('Fields and records out of the reach of the actor are refused', () => {
  const rights: Rights = {
    key: 'few',
    scope: (permission) =>
      permission === 'company.create' || permission === 'tag.read' ? undefined : 'all',
    field: (_, property) => (property === 'birthday' ? 'read' : 'write'),
  }
  const file = 'last name,birthday,company,tags\nx,1980-03-25,y,z\n'
  expect(faults(() => plan('contact', file, {}, rights)).faults).toEqual([
    ['/mapping', 'FORBIDDEN'],
    ['/linkMissing', 'FORBIDDEN'],
    ['/mapping', 'FORBIDDEN'],
  ])
})

test('A file without headers needs a mapping of its columns by number', () => {
  const file = 'Ada,Lovelace,ada@example.com\nGrace,Hopper,grace@example.com\n'
  expect(faults(() => plan('contact', file, {})).faults[0]).toEqual([
    '/mapping/column 1',
    'UNMAPPED_COLUMN',
  ])
  const mapping = { 'column 1': 'firstName', 'column 2': 'lastName', 'column 3': 'email' }
  expect(plan('contact', file, { mapping })).toMatchObject({
    hasHeader: false,
    columns: [{ target: 'firstName' }, {}, {}],
  })
})

test('Delimiters are found out, and sep= of Excel is obeyed', () => {
  const delimiter = (text: string) => plan('contact', text).dialect.delimiter
  expect(delimiter('last name;about\nx;a, b, c\ny;d, e, f\n')).toBe(';')
  expect(delimiter('last name\tabout\nx\ty\n')).toBe('\t')
  expect(delimiter('last name|about\nx|y\n')).toBe('|')
  expect(delimiter('last name\nx\n')).toBe(',')
  expect(delimiter('sep=|\nlast name|about\nx;1|y\n')).toBe('|')
})

test('An empty file, a file without rows and one with 10,000 columns are refused with the place', () => {
  for (const text of ['', '\n\n', 'email\n', 'email'])
    expect(faults(() => plan('contact', text))).toMatchObject({
      code: 'IMPORT_FILE_EMPTY',
      status: 422,
    })
  const wide = Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(',')
  expect(faults(() => plan('contact', `${wide}\n${wide}\n`))).toMatchObject({
    code: 'IMPORT_FILE_INVALID',
    status: 422,
  })
  expect(faults(() => plan('contact', '"email,name\n1,2\n'))).toMatchObject({
    code: 'IMPORT_FILE_INVALID',
    status: 422,
  })
})
