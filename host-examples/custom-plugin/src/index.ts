import { definePlugin, type Plugin } from '@crmkit/core'

import contactExtension from './contact.ext.schema.json' with { type: 'json' }
import dueSoonSchema from './project/due-soon.event.schema.json' with { type: 'json' }
import { giveCode } from './project/give-code.ts'
import { limitActive } from './project/limit-active.ts'
import projectSchema from './project/project.schema.json' with { type: 'json' }
import { createProjectCodes, type ProjectCodes } from './project/project-codes.ts'
import { refuseReopening } from './project/refuse-reopening.ts'
import { remind } from './project/remind.ts'
import { startProject } from './project/start-project.ts'
import settingsSchema from './settings.schema.json' with { type: 'json' }

/** Work the team does for its contacts. */
export function projects(): Plugin<'projects', 'contacts'> {
  return definePlugin<'projects', 'contacts'>({
    name: 'projects',
    version: '1.0.0',
    engine: '>=0.1.0',
    requires: { contacts: '>=0.1.0' },
    settings: { schema: settingsSchema, scope: 'tenant' },
    permissions: {
      'project.start': { label: 'Start projects', default: { manager: 'all', user: 'all' } },
      'project.see-budget': { label: 'See budgets of projects', default: { manager: 'all' } },
    },
    entities: {
      project: {
        schema: projectSchema,
        hooks: { beforeCreate: limitActive, beforeUpdate: refuseReopening },
      },
    },
    extends: { contact: { schema: contactExtension } },
    services: { projectCodes: createProjectCodes },
    routes: [startProject],
    events: { 'project.due-soon': { payload: dueSoonSchema } },
    subscribers: { 'give-code': giveCode },
    jobs: { remind },
    migrations: new URL('../migrations/', import.meta.url),
  })
}

// What other plugins and hosts name.
export type { ProjectCodes } from './project/project-codes.ts'
export type { Project } from './types.generated.ts'

declare module '@crmkit/core' {
  interface PluginServices {
    projects: { projectCodes: ProjectCodes }
  }
}
