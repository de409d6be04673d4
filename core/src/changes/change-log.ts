import { quoteIdentifier } from '../database/identifiers.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { JobRequest } from '../jobs/job-registry.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { Change } from './change.ts'
import { CHANGE_COLUMNS, toChange } from './change-row.ts'
import type { ChangeAddress } from './subscribers.ts'

/** The record an event is about, or the member it is for: where neither is named, it is the tenant's. */
export type EventAddress =
  { readonly entity: string; readonly recordId: string } | { readonly memberId: string }

export type Append =
  | {
      readonly action: 'event'
      /** `contact.merged`. */
      readonly name: string
      readonly after: Readonly<Record<string, unknown>>
      readonly about?: EventAddress | undefined
    }
  | {
      readonly action: 'job'
      /** `<plugin>:<verb-noun>`. */
      readonly name: string
      readonly after: JobRequest
    }

export interface ChangeLogOptions {
  readonly tenantDb: TenantDb
  readonly schema: string
  /** Called once an appended row is committed: the dispatcher of this process need not wait for its next poll. */
  readonly wake?: (() => void) | undefined
}

/**
 * Writes an event or a job into the log: with the ambient transaction, or at once outside one. The dispatcher takes both
 * from there after the commit, so a rollback takes them back. Records write their own changes, in the writer's statement.
 */
export async function appendChange(
  { tenantDb, schema, wake }: ChangeLogOptions,
  context: RequestContext,
  append: Append,
): Promise<void> {
  const { entity, recordId } = placeOf(append)
  const { kind, id, name } = context.actor
  await tenantDb.query(context.tenantId, {
    name: 'append_change',
    text: `insert into ${quoteIdentifier(schema)}.changes
        (tenant_id, entity, record_id, action, name, actor, through, after, request_id)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      context.tenantId,
      entity,
      recordId,
      append.action,
      append.name,
      JSON.stringify({ kind, id, name, through: context.through }),
      context.through,
      JSON.stringify(append.after),
      context.requestId,
    ],
  })
  if (wake) tenantDb.afterCommit(wake)
}

function placeOf(append: Append): Pick<Change, 'entity' | 'recordId'> {
  if (append.action !== 'event' || !append.about) return { entity: null, recordId: null }
  return 'memberId' in append.about
    ? { entity: null, recordId: append.about.memberId }
    : append.about
}

export async function readChange(
  { tenantDb, schema }: ChangeLogOptions,
  tenantId: string,
  { seq, at }: ChangeAddress,
): Promise<Change | undefined> {
  const [row] = await tenantDb.query(tenantId, {
    name: 'read_change',
    text: `select ${CHANGE_COLUMNS} from ${quoteIdentifier(schema)}.changes c
      where c.tenant_id = $1 and c.seq = $2 and c.at = $3`,
    values: [tenantId, seq, at],
  })
  return row && toChange(row)
}
