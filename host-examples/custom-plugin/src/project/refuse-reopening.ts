import type { Hook, PluginContext } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { Project } from '../types.generated.ts'

/** Done is done: reports of last month must not change because somebody reopened a project. */
export const refuseReopening: Hook<
  { readonly before: Project; data: Partial<Project> },
  PluginContext<'projects', 'contacts'>
> = ({ before, data }) => {
  const { status } = data
  if (before.status === 'done' && status !== undefined && status !== 'done') {
    throw errors.PROJECT_REOPENED({ name: before.name, status })
  }
}
