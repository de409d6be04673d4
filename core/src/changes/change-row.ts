import type { Change } from './change.ts'

/** Columns of a change in the order `toChange` reads them. */
export const CHANGE_COLUMNS =
  'c.tenant_id, c.seq, c.at, c.entity, c.record_id, c.action, c.name, c.actor, c.through, c.before, c.after, c.version, c.request_id'

/** A row with `CHANGE_COLUMNS` first; times and bigints as our pools parse them. */
export function toChange(row: readonly unknown[]): Change {
  const [
    tenantId,
    seq,
    at,
    entity,
    recordId,
    action,
    name,
    actor,
    through,
    before,
    after,
    version,
    requestId,
  ] = row
  return {
    tenantId: tenantId as string,
    seq: seq as number,
    at: at as string,
    entity: entity as string | null,
    recordId: recordId as string | null,
    action: action as Change['action'],
    name: name as string,
    actor: actor as Change['actor'],
    through: through as Change['through'],
    before: before as Change['before'],
    after: after as Change['after'],
    version: version as number | null,
    requestId: requestId as string,
  }
}
