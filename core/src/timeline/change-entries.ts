import type { Change } from '../changes/change.ts'
import { CHANGE_COLUMNS, toChange } from '../changes/change-row.ts'
import { listed, type ListedChange } from '../changes/list-changes.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import { SqlParams } from '../database/sql.ts'
import type { Entity } from '../entities/entity.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { TimelineEntry, TimelinePage, TimelinePosition } from './timeline-source.ts'

export const CHANGE = 'change'

/** Entries of changes have their number in the log in place of a random id. Its first half is zero, below every other UUID. */
const PREFIX = '00000000-0000-0000-0000-'

/** What was done to the record itself, out of the change log. Events are told by the plugins that have them. */
export async function readChangeEntries(
  { tenantDb, schema }: { readonly tenantDb: TenantDb; readonly schema: string },
  context: RequestContext,
  entity: Entity,
  recordId: string,
  { limit, before }: TimelinePage,
): Promise<readonly TimelineEntry[]> {
  const entries: TimelineEntry[] = []
  let position = before
  // An update of which the actor may see nothing is none of theirs; the page is filled with what comes before it.
  for (;;) {
    const changes = await read(position)
    for (const change of changes) {
      const visible = listed(change, context.rights)
      if (visible) entries.push(entryOf(entity, recordId, visible))
      if (entries.length === limit) return entries
    }
    const last = changes.at(-1)
    if (!last || changes.length < limit) return entries
    position = { at: last.at, id: idOf(last.seq) }
  }

  async function read(from: TimelinePosition | undefined): Promise<Change[]> {
    const params = new SqlParams([context.tenantId, recordId, entity.name])
    const rows = await tenantDb.query(
      context.tenantId,
      {
        text: `select ${CHANGE_COLUMNS} from ${quoteIdentifier(schema)}.changes c
          where c.tenant_id = $1 and c.record_id = $2 and c.entity = $3 and c.action not in ('event', 'job')
          ${from ? `and ${beforeSql(from, params)}` : ''} order by c.at desc, c.seq desc limit ${limit}`,
        values: params.values,
      },
      context,
    )
    return rows.map(toChange)
  }
}

function beforeSql({ at, id }: TimelinePosition, params: SqlParams): string {
  const place = `${params.add(at)}::timestamptz`
  if (!id.startsWith(PREFIX)) return `c.at <= ${place}`
  return `(c.at, c.seq) < (${place}, ${params.add(Number.parseInt(id.slice(PREFIX.length), 16))})`
}

function idOf(seq: number): string {
  return `${PREFIX}${seq.toString(16).padStart(12, '0')}`
}

function entryOf(entity: Entity, recordId: string, change: ListedChange): TimelineEntry {
  const { seq, at, action, name, actor, before, after, version, requestId, through } = change
  const changed = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  return {
    id: idOf(seq),
    kind: CHANGE,
    at,
    title: titleOf(entity, action, changed),
    actor,
    entity: entity.name,
    recordId,
    data: { action, name, changed, before, after, version, requestId, through },
  }
}

function titleOf(entity: Entity, action: Change['action'], changed: readonly string[]): string {
  if (action !== 'updated') return TITLES[action] ?? action
  const labels = changed.map((key) => entity.properties.get(key)?.label ?? key)
  return `Changed ${labels.join(', ')}`
}

const TITLES: Readonly<Partial<Record<Change['action'], string>>> = {
  created: 'Created',
  deleted: 'Deleted',
  restored: 'Restored',
  purged: 'Removed for good',
}
