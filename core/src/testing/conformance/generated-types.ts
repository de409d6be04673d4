import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { writePluginTypes } from '../../contract/write-generated.ts'
import type { Blueprint } from './subject.ts'

/** Types that were drawn before the schemas last changed; a plugin that comes as a package has none to draw. */
export async function typesAreCurrent({ plugin, manifest }: Blueprint): Promise<string[]> {
  const folder = plugin.migrations && fileURLToPath(new URL('../src/', plugin.migrations))
  if (folder === undefined || !existsSync(folder)) return []
  const entities = [...manifest.registry.entities.values()]
  const stale = await writePluginTypes([{ plugin, folder }], entities, { check: true })
  return stale.map((file) => `${file} is not what the schemas say. Run crmkit types.`)
}
