import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import pg from 'pg'

import { writeMigration } from '../../src/database/schema-diff-files.ts'
import { EMPTY_SNAPSHOT } from '../../src/database/schema-snapshot.ts'
import type { AnyPlugin } from '../../src/kernel/any-plugin.ts'
import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import { pluginSnapshot } from '../../src/kernel/plugin-snapshot.ts'
import { createTestCrm, type TestAnswer, type TestCrm } from '../../src/testing/create-test-crm.ts'

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  'x-crm': {
    plural: 'notes',
    label: { one: 'Note', many: 'Notes' },
    titleField: 'title',
    owned: true,
  },
  properties: {
    title: { type: 'string', minLength: 1, maxLength: 100 },
    phone: { type: ['string', 'null'], maxLength: 50 },
    salary: { type: ['integer', 'null'], 'x-crm': { permission: 'note.read-salary' } },
  },
}

/** A plugin with one owned entity and settings of both kinds; its migration is drawn from its schema. */
async function notesPlugin(): Promise<{ plugin: AnyPlugin; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'crmkit-notes-'))
  const migrations = pathToFileURL(`${folder}/`)
  const plugin: AnyPlugin = {
    name: 'notes',
    version: '1.0.0',
    engine: '*',
    migrations,
    entities: { note: { schema } },
    permissions: { 'note.read-salary': { label: 'Read salaries' } },
    settings: {
      scope: 'tenant',
      secrets: ['token'],
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          signature: { type: 'string', maxLength: 100, default: 'Yours' },
          token: { type: 'string', minLength: 5 },
          limits: {
            type: 'object',
            properties: { perDay: { type: 'integer' }, perHour: { type: 'integer' } },
          },
        },
      },
    },
  }
  const { registry } = composeManifest([plugin], ENGINE_VERSION)
  await writeMigration({
    dir: migrations,
    name: 'create_notes',
    before: EMPTY_SNAPSHOT,
    after: pluginSnapshot(registry, 'notes'),
  })
  return { plugin, folder }
}

/** An engine with the notes plugin, and one whose settings belong to the instance. */
export async function createNotesCrm(
  settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): Promise<TestCrm> {
  const { plugin, folder } = await notesPlugin()
  const house: AnyPlugin = {
    name: 'house',
    version: '1.0.0',
    engine: '*',
    settings: { scope: 'instance', schema: { type: 'object' } },
  }
  const t = await createTestCrm({
    plugins: [plugin, house],
    settings,
  })
  return {
    ...t,
    async close() {
      await t.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** A call with an API key instead of a host's user. */
export function withKey(t: TestCrm, text: string) {
  return async (method: string, path: string, body?: unknown) => {
    const response = await t.crm.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${text}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: response.body as TestAnswer['body'] }
  }
}

/** The events of a tenant's change log, oldest first, as the owner of the database sees them. */
export async function eventsOf(
  t: TestCrm,
  tenant: string,
): Promise<{ name: string; after: TestAnswer['body']; actor: object }[]> {
  const { id } = await t.crm.tenants.resolve(tenant)
  const client = new pg.Client({ connectionString: t.databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query(
      `select name, after, actor from crm.changes where tenant_id = $1 and action = 'event' order by seq`,
      [id],
    )
    return rows
  } finally {
    await client.end()
  }
}

/** Answers once `look` is true; the time it took, in ms. */
export async function until(look: () => Promise<boolean>, limitMs = 5_000): Promise<number> {
  const start = performance.now()
  while (!(await look())) {
    if (performance.now() - start > limitMs) throw new Error(`not within ${limitMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return performance.now() - start
}
