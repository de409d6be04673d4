import type { AnyPlugin } from '../../src/kernel/any-plugin.ts'
import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'

/** The least a plugin says. */
export function plugin(name: string, more: Partial<AnyPlugin> = {}): AnyPlugin {
  return { name, version: '1.0.0', engine: '*', ...more }
}

/** The least an entity says. Its migrations folder exists and is somebody else's: composing reads none of it. */
export function withEntities(...names: readonly string[]): Partial<AnyPlugin> {
  return {
    migrations: new URL('.', import.meta.url),
    entities: Object.fromEntries(names.map((name) => [name, { schema: schemaOf(`${name}s`) }])),
  }
}

export function schemaOf(
  plural: string,
  properties: Readonly<Record<string, object>> = {},
): Record<string, unknown> {
  const label = { one: plural.slice(0, -1), many: plural }
  return {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    'x-crm': { plural, label, titleField: 'name' },
    properties: { name: { type: 'string', maxLength: 100 }, ...properties },
  }
}

/** What the boot error lists, one line a fault; empty when the plugins fit together. */
export function faultsOf(...plugins: readonly AnyPlugin[]): string[] {
  try {
    composeManifest(plugins, ENGINE_VERSION)
    return []
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    if (code !== 'BOOT_FAILED') throw error
    return message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ {2}- /, ''))
  }
}
