import { type CrmError, isCrmError } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { AnyContext, AnyRecord } from './any-context.ts'
import { isStageRule } from './choose-stage.ts'
import { withPosition } from './pending-position.ts'
import { evenPositions, LONGEST_POSITION, positionsBetween } from './position.ts'

export interface Move {
  /** In the order they shall lie in the column. */
  readonly ids: readonly string[]
  readonly stageId: string
  /** Only to move records to another pipeline: the one the stage is of. */
  readonly pipelineId?: string
  /** The card they shall lie behind, or before; a card that has left the column meanwhile means the end of it. */
  readonly afterId?: string | null
  readonly beforeId?: string | null
  /** What the stage asks for, written with the move. */
  readonly fields?: AnyRecord
}

/**
 * Moves cards within or between columns, in one transaction: all or none. Moves into one column wait for each other, so that every
 * place is minted between cards as they lie; each record meets the rights, rules and hooks a PATCH meets, and leaves one change row.
 */
export async function moveRecords(
  entity: string,
  move: Move,
  context: AnyContext,
): Promise<readonly AnyRecord[]> {
  const ids = [...new Set(move.ids)]
  return context.transaction(async () => {
    await holdColumn(entity, move.stageId, context)
    await holdRows(entity, ids, context)
    const positions = await mint(entity, { ...move, ids }, context)
    const moved: AnyRecord[] = []
    const refused: { id: string; error: CrmError }[] = []
    for (const [index, id] of ids.entries()) {
      try {
        // In a savepoint, so that the rules of all cards are told at once.
        moved.push(
          await context.transaction(() => write(entity, id, positions[index] ?? '', move, context)),
        )
      } catch (error) {
        if (isCrmError(error) && error.code === 'RECORD_NOT_FOUND')
          throw unknown(entity, id, index, error)
        if (!isStageRule(error) || !isCrmError(error)) throw error
        refused.push({ id, error })
      }
    }
    if (refused.length > 0) throw together(refused)
    return moved
  })
}

function write(
  entity: string,
  id: string,
  position: string,
  { stageId, pipelineId, fields = {} }: Move,
  context: AnyContext,
): Promise<AnyRecord> {
  const patch = { ...fields, stageId, ...(pipelineId === undefined ? {} : { pipelineId }) }
  return withPosition(context.request, id, position, () =>
    context.records(entity).update(id, patch),
  )
}

async function holdColumn(entity: string, stageId: string, context: AnyContext): Promise<void> {
  const name = ` column ${entity} ${stageId}`
  await context.sql(
    (sql) =>
      `select pg_advisory_xact_lock(hashtextextended(${sql.tenant}::text || ${sql.value(name)}, 0))`,
  )
}

/** In one order, whatever order they are moved in: two moves of the same cards to different columns must not wait for each other in a circle. */
async function holdRows(
  entity: string,
  ids: readonly string[],
  context: AnyContext,
): Promise<void> {
  await context.sql(
    (
      sql,
    ) => `select 1 from ${sql.table(entity)} t where t.tenant_id = ${sql.tenant} and t.id = any(${sql.value(ids)}::uuid[])
      order by t.id for no key update`,
  )
}

async function mint(entity: string, move: Move, context: AnyContext): Promise<string[]> {
  const { after, before } = await neighbours(entity, move, context)
  const places = positionsBetween(after, before, move.ids.length)
  if (places.every((place) => place.length <= LONGEST_POSITION)) return places
  await renumber(entity, move.stageId, context)
  const room = await neighbours(entity, move, context)
  return positionsBetween(room.after, room.before, move.ids.length)
}

interface Neighbours {
  readonly after: string | undefined
  readonly before: string | undefined
}

/** The places on both sides of where the cards go, without the moved cards themselves. */
async function neighbours(
  entity: string,
  { ids, stageId, afterId, beforeId }: Move,
  context: AnyContext,
): Promise<Neighbours> {
  const [row] = await context.sql((sql) => {
    const card = (id: string | null | undefined): string =>
      `(select t.position from ${column()} and t.id = ${sql.value(id ?? null)}::uuid)`
    const column = (): string =>
      `${sql.table(entity)} t where t.tenant_id = ${sql.tenant} and t.stage_id = ${sql.value(stageId)}::uuid and t.deleted_at is null`
    const others = `${column()} and t.id <> all(${sql.value(ids)}::uuid[])`
    return `with anchor as materialized (select ${card(afterId)} as after, ${card(beforeId)} as before)
      select a.after, a.before,
        (select min(t.position) from ${others} and t.position > a.after),
        (select max(t.position) from ${others} and t.position < a.before),
        (select max(t.position) from ${others}),
        (select min(t.position) from ${others})
      from anchor a`
  })
  const [after, before, next, previous, last, first] = (row ?? []).map(
    (value) => (value as string | null) ?? undefined,
  )
  if (after !== undefined) return { after, before: next }
  if (before !== undefined) return { after: previous, before }
  // `afterId: null` alone says: at the top.
  return afterId === null ? { after: undefined, before: first } : { after: last, before: undefined }
}

/** Gives every card of a column a short place again, in the order they lie: no change of theirs, so no version and no change row. */
async function renumber(entity: string, stageId: string, context: AnyContext): Promise<void> {
  const column = (sql: Parameters<Parameters<AnyContext['sql']>[0]>[0]): string =>
    `t.tenant_id = ${sql.tenant} and t.stage_id = ${sql.value(stageId)}::uuid`
  const rows = await context.sql(
    (sql) =>
      `select t.id from ${sql.table(entity)} t where ${column(sql)} order by t.position, t.created_at, t.id for no key update`,
  )
  const ids = rows.map(([id]) => id as string)
  await context.sql(
    (sql) => `update ${sql.table(entity)} t set position = n.position
      from unnest(${sql.value(ids)}::uuid[], ${sql.value(evenPositions(ids.length))}::text[]) n (id, position)
      where ${column(sql)} and t.id = n.id`,
  )
}

function unknown(entity: string, id: string, index: number, cause: CrmError): Error {
  const fault = { path: `/ids/${index}`, code: 'MOVE_UNKNOWN', message: `names no ${entity}` }
  return errors.MOVE_UNKNOWN({ entity, id }, { cause, faults: [fault] })
}

/** One answer for all cards: the dialog asks once for what any of them lacks. */
function together(refused: readonly { id: string; error: CrmError }[]): Error {
  const [first] = refused
  if (!first) throw new Error('Nothing was refused.')
  const all = refused.map(({ id, error }) => ({
    id,
    missingFields: (error.details['missingFields'] ?? []) as readonly string[],
    reason: String(error.details['reason']),
  }))
  const missingFields = [...new Set(all.flatMap((one) => one.missingFields))]
  const faults = refused
    .flatMap(({ error }) => error.faults)
    .map((fault) => ({
      ...fault,
      path: fault.path === '/stageId' ? fault.path : `/fields${fault.path}`,
    }))
  const unique = [...new Map(faults.map((fault) => [fault.path, fault])).values()]
  return errors.STAGE_RULE(
    { ...first.error.details, missingFields, records: all },
    { faults: unique },
  )
}
