import { type CrmError, isCrmError } from '../../base/crm-error.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { TenantDb } from '../../tenancy/tenant-db.ts'
import type { Entity } from '../entity.ts'
import { constraintError } from './constraint-error.ts'

/** Why records were refused, by their id. */
export type Refusals = ReadonlyMap<string, CrmError>

interface Ways<R> {
  /** All of them in a few statements, or none when some are refused. */
  readonly together: (records: readonly R[]) => Promise<Refusals>
  readonly alone: (record: R) => Promise<unknown>
}

/** Each in a savepoint of its own: a refused record leaves no trace and the others go on. */
export async function writeEach<R extends { readonly id: string }>(
  tenantDb: TenantDb,
  { tenantId }: RequestContext,
  entity: Entity,
  records: readonly R[],
  alone: Ways<R>['alone'],
): Promise<Refusals> {
  const refused = new Map<string, CrmError>()
  for (const record of records) {
    try {
      await tenantDb.transaction(tenantId, () => alone(record))
    } catch (error) {
      refused.set(record.id, asRefusal(entity, error))
    }
  }
  return refused
}

/**
 * Writes many records so that what becomes of each is what would have become of it alone: together as long as nobody refuses. Those that
 * are refused by name are left out, and all that was done is taken back and done again without them; what PostgreSQL refuses is looked
 * for in halves, until the record is alone and hears the reason a single write gives.
 */
export async function writeMany<R extends { readonly id: string }>(
  tenantDb: TenantDb,
  context: RequestContext,
  entity: Entity,
  records: readonly R[],
  { together, alone }: Ways<R>,
): Promise<Refusals> {
  const refused = new Map<string, CrmError>()
  await write(records)
  return refused

  async function write(some: readonly R[]): Promise<void> {
    if (some.length < 2) return note(await writeEach(tenantDb, context, entity, some, alone))
    let found: Refusals
    try {
      found = await attempt(some)
    } catch (error) {
      asRefusal(entity, error)
      const half = some.length >> 1
      await write(some.slice(0, half))
      return write(some.slice(half))
    }
    note(found)
    if (found.size > 0) await write(some.filter(({ id }) => !found.has(id)))
  }

  function note(found: Refusals): void {
    for (const [id, error] of found) refused.set(id, error)
  }

  async function attempt(some: readonly R[]): Promise<Refusals> {
    const undo = new Error('Some records are refused: the others are written without them.')
    let found: Refusals = new Map()
    try {
      await tenantDb.transaction(context.tenantId, async () => {
        found = await together(some)
        if (found.size > 0) throw undo
      })
    } catch (error) {
      if (error !== undo) throw error
    }
    return found
  }
}

/** What is no refusal (a defect of a hook, a database that is gone) ends the whole. */
function asRefusal(entity: Entity, error: unknown): CrmError {
  const known = constraintError(entity, error)
  if (!isCrmError(known) || known.status >= 500) throw error
  return known
}
