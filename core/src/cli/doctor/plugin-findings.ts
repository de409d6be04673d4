import { composeHooks } from '../../kernel/compose-hooks.ts'
import type { CrmOptions } from '../../kernel/crm-options.ts'
import type { Manifest } from '../../kernel/manifest.ts'
import { bad, type Finding, ok } from './finding.ts'

/** What is loaded and in what order it runs. */
export function pluginFindings(options: CrmOptions, { plugins, registry }: Manifest): Finding[] {
  const names = new Set(plugins.map(({ name }) => name))
  const order = plugins.map(({ name, version }) => `${name} ${version}`).join(' → ')
  const hooks = [...composeHooks(plugins).order].filter(([, ids]) => ids.length > 1)
  return [
    ok('plugins', order),
    ok('entities', [...registry.entities.keys()].join(', ')),
    ...hooks.map(([kind, ids]) => ok('hooks', `${kind}: ${ids.join(' → ')}`)),
    ...Object.keys(options.settings ?? {})
      .filter((name) => !names.has(name))
      .map((name) =>
        bad(
          'settings',
          `There are settings for "${name}", which is not loaded.`,
          `Load the plugin or remove settings.${name} from the configuration.`,
        ),
      ),
  ]
}
