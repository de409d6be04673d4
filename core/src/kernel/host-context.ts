import type { PluginContext } from './plugin-context.ts'
import type { PluginName } from './plugin-registry.ts'

/** What `crm.run` hands the host: like a plugin's context, with everything of all loaded plugins in reach. */
export type HostContext = Omit<PluginContext<PluginName, PluginName>, 'settings' | 'emit' | 'addJob'>
