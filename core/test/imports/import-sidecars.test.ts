import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, expect, test } from '@jest/globals'

import { readSnapshot, writeMigration } from '../../src/database/schema-diff-files.ts'
import type { AnyPlugin } from '../../src/kernel/any-plugin.ts'
import type { LoadedPlugin } from '../../src/kernel/crm-options.ts'
import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import { pluginSnapshot } from '../../src/kernel/plugin-snapshot.ts'
import { createTestCrm } from '../../src/testing/index.ts'
import { crmPlugin } from './support/crm-plugin.ts'
import { finished, importFile, records, refusals } from './support/import-kit.ts'

/** A plugin that hangs a score and a nickname on every contact. */
async function scores(base: LoadedPlugin): Promise<LoadedPlugin> {
  const dir = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'crmkit-scores-'))}/`)
  const properties = {
    score: { type: ['integer', 'null'], minimum: 0, maximum: 100, 'x-crm': { id: 'score' } },
    nickname: { type: ['string', 'null'], maxLength: 50, 'x-crm': { id: 'nickname' } },
  }
  const plugin = {
    name: 'scores',
    version: '1.0.0',
    engine: '*',
    requires: { 'crm-test': '*' },
    migrations: dir,
    extends: { contact: { schema: { type: 'object', additionalProperties: false, properties } } },
  } as unknown as AnyPlugin
  const { registry } = composeManifest([base, plugin], ENGINE_VERSION)
  await writeMigration({
    dir,
    name: 'create_scores',
    before: await readSnapshot(dir),
    after: pluginSnapshot(registry, 'scores'),
  })
  return plugin
}

const base = await crmPlugin()
const t = await createTestCrm({ plugins: [base, await scores(base)] })
afterAll(() => t.close())

test('Fields of other plugins are imported, checked, updated and taken back', async () => {
  const acme = t.as('acme')
  const header = 'email,ext.scores.score,ext.scores.nickname\n'
  const options = { mode: 'upsert', match: ['email'] }
  const first = await importFile(
    t,
    acme,
    'contacts',
    `${header}a@x.com,7,Al\nb@x.com,101,Bo\nc@x.com,,\n`,
    options,
  )
  expect(first.counters).toMatchObject({ created: 2, refused: 1 })
  expect(await refusals(acme, first.id)).toEqual([[3, 'ext.scores.score', 'maximum']])
  const before = await records(acme, 'contacts', 'email')
  expect(before['a@x.com'].ext.scores).toEqual({ score: 7, nickname: 'Al' })

  const second = await importFile(
    t,
    acme,
    'contacts',
    `${header}a@x.com,9,\nc@x.com,1,Cy\n`,
    options,
  )
  expect(second.counters).toMatchObject({ updated: 2 })
  const after = await records(acme, 'contacts', 'email')
  expect([after['a@x.com'].ext.scores, after['c@x.com'].ext.scores]).toEqual([
    { score: 9, nickname: 'Al' },
    { score: 1, nickname: 'Cy' },
  ])

  const again = await importFile(t, acme, 'contacts', `${header}a@x.com,9,Al\n`, options)
  expect(again.counters).toMatchObject({ unchanged: 1 })

  await acme.post(`/imports/${second.id}/undo`)
  expect((await finished(t, acme, second.id)).undo).toMatchObject({ restored: 2, kept: 0 })
  const undone = await records(acme, 'contacts', 'email')
  expect(undone['a@x.com'].ext.scores).toEqual({ score: 7, nickname: 'Al' })
  expect(undone['c@x.com'].ext.scores).toEqual({ score: null, nickname: null })
})
