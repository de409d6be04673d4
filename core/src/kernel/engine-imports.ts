import { appendChange } from '../changes/change-log.ts'
import { SystemActor } from '../identity/actor.ts'
import type { createRightsCompiler } from '../identity/compile-rights.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { Roles } from '../identity/roles.ts'
import { createImports, type Imports } from '../imports/create-imports.ts'
import type { ImportsDeps } from '../imports/imports-deps.ts'
import type { StoredActor } from '../imports/stored-import.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import type { JobRegistry } from '../jobs/job-registry.ts'

type Parts = Omit<ImportsDeps, 'contextOf' | 'addJob'> & {
  readonly rights: ReturnType<typeof createRightsCompiler>
  readonly roles: Roles
  /** The registry holds our jobs too, so it comes after us. */
  readonly jobs: () => JobRegistry
}

/** The imports of an engine. A run acts as whoever started it, with the rights their roles give now, not then. */
export function engineImports({ rights, roles, jobs, ...deps }: Parts): Imports {
  const { tenantDb, schema } = deps
  return createImports({
    ...deps,
    contextOf,
    addJob: (context, job, payload) => {
      const name = `core:${job}`
      return appendChange({ tenantDb, schema }, context, {
        action: 'job',
        name,
        after: jobs().request(name, payload),
      })
    },
  })

  async function contextOf(
    tenantId: string,
    actor: StoredActor,
    requestId: string,
  ): Promise<RequestContext> {
    const base = { tenantId, through: 'import', requestId } as const
    if (actor.kind === 'system')
      return { ...base, actor: new SystemActor(tenantId, actor.id), rights: rights.system }
    const own = await roles.resolve(tenantId, actor.roles)
    const { permissions } = await deps.tenantFields.of(tenantId)
    return {
      ...base,
      actor: { ...actor, tenantId },
      rights: rights.compile(own, actor.limitedTo, permissions),
    }
  }
}

/** Jobs of the imports under their full names. */
export function importJobs({ jobs }: Imports): (readonly [string, JobDefinition])[] {
  return Object.entries(jobs).map(([name, definition]) => [
    `core:${name}`,
    definition as unknown as JobDefinition,
  ])
}
