import type { AddJobOptions } from '../jobs/define-job.ts'
import type { PluginContext } from './plugin-context.ts'
import type { PluginName } from './plugin-registry.ts'

/** What `crm.run` hands the host: like a plugin's context, with everything of all loaded plugins in reach. */
export interface HostContext extends Omit<
  PluginContext<PluginName, PluginName>,
  'settings' | 'emit' | 'addJob'
> {
  /** Adds a job of any plugin by its full name, `<plugin>:<job>`: one with a crontab then runs now, for this tenant. */
  addJob(job: string, payload: unknown, options?: AddJobOptions): Promise<void>
}
