import { isCrmError } from '../base/crm-error.ts'
import type { Route } from '../http/route.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { JobDefinition, JobRun } from '../jobs/define-job.ts'
import { errors } from './errors.ts'
import { createImportRoutes } from './import-routes.ts'
import { createImportStore } from './import-store.ts'
import type { ImportsDeps } from './imports-deps.ts'
import { createImportsService, type ImportsService } from './imports-service.ts'
import { createImportLists } from './list-imports.ts'
import { createRefusedRows, type RefusedRows } from './refused-rows.ts'
import { runImport } from './run-import.ts'
import { importTemplate } from './template.ts'
import { undoImport } from './undo-import.ts'

/** What a job of ours is handed: whose job it is. */
interface JobContext {
  readonly request: RequestContext
}

export interface Imports {
  readonly routes: readonly Route[]
  /** Jobs of the core plugin, by their names without `core:`. */
  readonly jobs: Readonly<Record<string, JobDefinition<never, never>>>
  readonly service: ImportsService
  readonly refused: RefusedRows
}

/** Each crash of a worker costs a try; an import of hours must survive many. */
const MAX_ATTEMPTS = 100
/** Runs that end in a defect, before the import is given up. */
const MAX_DEFECTS = 5

/** The imports floor of an engine: its routes, its jobs and its service. */
export function createImports(deps: ImportsDeps): Imports {
  const store = createImportStore(deps)
  const service = createImportsService(deps, store)
  const lists = createImportLists(deps)
  const refused = createRefusedRows(deps)
  const routes = createImportRoutes(service, lists, refused, async ({ context, params }) => {
    const entity = service.entityOf(context, params['plural'] ?? '')
    return importTemplate(
      deps.registry,
      entity,
      await deps.customFields(context.tenantId, entity),
      context.rights,
    )
  })
  const payload = {
    type: 'object',
    additionalProperties: false,
    required: ['importId'],
    properties: { importId: { type: 'string', format: 'uuid' } },
  }

  return Object.freeze({
    routes,
    service,
    refused,
    jobs: {
      'run-import': {
        payload,
        maxAttempts: MAX_ATTEMPTS,
        run: (job: { importId: string }, { request }: JobContext, run: JobRun) =>
          runJob(request.tenantId, job.importId, run),
      },
      'undo-import': {
        payload,
        maxAttempts: MAX_ATTEMPTS,
        run: (job: { importId: string }, { request }: JobContext, run: JobRun) =>
          undoJob(request.tenantId, job.importId, run),
      },
      'clean-imports': {
        payload: { type: 'object' },
        cron: '41 3 * * *',
        run: (_: unknown, { request }: JobContext) => store.clean(request.tenantId),
      },
    },
  })

  /** Running twice is harmless: an import that has ended is left alone, one that runs elsewhere is seen by its cursor. */
  async function runJob(tenantId: string, id: string, run: JobRun): Promise<void> {
    const started = await store.move(tenantId, id, ['waiting', 'running'], 'running')
    if (!started) return
    await ended(tenantId, id, run, () => runImport(deps, store, tenantId, started, run))
  }

  async function undoJob(tenantId: string, id: string, run: JobRun): Promise<void> {
    const started = await store.move(tenantId, id, ['undoing'], 'undoing')
    if (!started) return
    const { actor, requestId } = started.undo ?? started
    const context = await deps.contextOf(tenantId, actor, requestId)
    await ended(tenantId, id, run, () => undoImport(deps, store, context, started, run))
  }

  /** What cannot get better by trying again ends the import, with its reason; all else is tried again by the queue. */
  async function ended(
    tenantId: string,
    id: string,
    run: JobRun,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (isCrmError(error) && error.code === 'IMPORT_TAKEN_OVER') return
      if (isCrmError(error) && error.status < 500) {
        await store.finish(tenantId, id, 'failed', { code: error.code, message: error.message })
        return
      }
      if (run.attempt >= (isPassing(error) ? MAX_ATTEMPTS : MAX_DEFECTS)) {
        const { code, message } = errors.IMPORT_GIVEN_UP(
          { attempts: run.attempt },
          { cause: error },
        )
        await store.finish(tenantId, id, 'failed', { code, message })
      }
      throw error
    }
  }
}

/** The database or the worker went away, or somebody holds a lock: it will pass. An error without a code is a defect, of a plugin's hook perhaps. */
function isPassing(error: unknown): boolean {
  return typeof (error as { code?: unknown } | null)?.code === 'string'
}
