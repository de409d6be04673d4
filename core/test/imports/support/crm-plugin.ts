import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { readSnapshot, writeMigration } from '../../../src/database/schema-diff-files.ts'
import type { CompleteHook, EntityHooks } from '../../../src/entities/hooks.ts'
import type { AnyPlugin } from '../../../src/kernel/any-plugin.ts'
import type { LoadedPlugin } from '../../../src/kernel/crm-options.ts'
import { ENGINE_VERSION } from '../../../src/kernel/engine-version.ts'
import { composeManifest } from '../../../src/kernel/manifest.ts'
import { pluginSnapshot } from '../../../src/kernel/plugin-snapshot.ts'
import { schemas } from './entities.ts'

type Values = Record<string, unknown>

const fullName: CompleteHook<Values> = {
  fields: ['firstName', 'lastName', 'email'],
  run(data, before) {
    const contact = { ...before, ...data }
    const name = [contact['firstName'], contact['lastName']].filter(Boolean).join(' ')
    data['name'] = name || (contact['email'] ?? null)
  },
}

const tagKey: CompleteHook<Values> = {
  fields: ['name'],
  run(data) {
    if (typeof data['name'] === 'string') data['nameKey'] = data['name'].toLowerCase()
  },
}

export interface CrmPluginOptions {
  /** Hooks of one entity beside the plugin's own. */
  readonly hooks?: Readonly<Record<string, EntityHooks<Values, never>>>
  /** Longest full name of a contact. */
  readonly nameLength?: number
}

/** The entities of `entities.ts` as a plugin, its tables drawn from its schemas. */
export async function crmPlugin({
  hooks = {},
  nameLength = 254,
}: CrmPluginOptions = {}): Promise<LoadedPlugin> {
  const dir = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'crmkit-imports-'))}/`)
  const own: Record<string, object> = {
    contact: { complete: fullName },
    tag: { complete: tagKey },
  }
  const plugin = {
    name: 'crm-test',
    version: '1.0.0',
    engine: '*',
    migrations: dir,
    entities: Object.fromEntries(
      Object.entries(withNameLength(nameLength)).map(([name, schema]) => [
        name,
        { schema, hooks: { ...own[name], ...hooks[name] } },
      ]),
    ),
  } as unknown as AnyPlugin
  const { registry } = composeManifest([plugin], ENGINE_VERSION)
  await writeMigration({
    dir,
    name: 'create_crm',
    before: await readSnapshot(dir),
    after: pluginSnapshot(registry, 'crm-test'),
  })
  return plugin
}

function withNameLength(maxLength: number): Record<string, object> {
  const { contact, ...others } = schemas
  const { properties } = contact
  const name = { ...properties.name, maxLength }
  return { contact: { ...contact, properties: { ...properties, name } }, ...others }
}
