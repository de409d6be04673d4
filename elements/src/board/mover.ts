import { CrmProblem } from '@crmkit/schemas/client'

import type { Notice } from '../base/context.ts'
import { faultOf } from '../base/errors.ts'
import type { BeforeAnswer } from '../base/events.ts'
import type { CrmClient } from '../client/crm-client.ts'
import { patchOf, type Rec } from '../client/record.ts'
import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { BoardColumn, BoardPlan } from './board-plan.ts'
import type { BoardSource, Lane, Place } from './board-source.ts'

/** Where cards go: before the card that is at this place now. */
export interface MoveRequest {
  readonly ids: readonly string[]
  readonly to: Omit<Place, 'index'>
  readonly index: number
}

/** What a stage asks for before it takes a record. */
export interface RuleQuestion {
  readonly column: BoardColumn
  readonly missingFields: readonly string[]
  /** Those to be moved; none: one is to be made. */
  readonly ids: readonly string[]
  /** Values given already. */
  readonly fields: Readonly<Record<string, unknown>>
  /** The server refused what was filled in: path and sentence. */
  readonly faults: readonly { readonly path: string; readonly message: string }[]
}

export interface MoverHost {
  readonly crm: CrmClient | undefined
  readonly plan: BoardPlan | undefined
  readonly source: BoardSource
  readonly t: (key: MessageKey, values?: MessageValues) => string
  nameOf(column: BoardColumn): string
  laneName(lane: Lane): string
  /** Of one card, or how many there are. */
  titleOf(ids: readonly string[]): string
  announce(text: string, how?: 'polite' | 'assertive'): void
  notify(notice: Notice): void
  fail(error: unknown, source: string): boolean
  emit<D>(type: `crm-${string}`, detail: D): boolean
  askHost<D extends object>(verb: string, detail: D): Promise<BeforeAnswer>
  /** The dialog for what is missing: the values, or undefined when it was closed. */
  askFields(question: RuleQuestion): Promise<Readonly<Record<string, unknown>> | undefined>
  reloadPlan(): void
}

type Fields = Readonly<Record<string, unknown>>

/** Moves cards: shown at once, written by the server, asked for what its stage wants, put back with a word when refused. */
export class Mover {
  readonly #host: MoverHost
  /** Writes wait for each other: a later one names cards as an earlier one leaves them. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(host: MoverHost) {
    this.#host = host
  }

  async move(request: MoveRequest): Promise<boolean> {
    const { source, plan } = this.#host
    const ids = request.ids.filter((id) => source.find(id))
    const from = source.find(ids[0] ?? '')
    if (!plan || !from) return false
    const slot = slotOf(request, ids)
    if (isThere(source, request, ids, slot)) {
      this.#host.announce(this.#host.t('board.endReached', { title: this.#host.titleOf(ids) }))
      return false
    }
    const detail = {
      ids,
      from: from.column.key,
      to: request.to.column.key,
      ...(plan.ordered ? anchors(request, ids, slot) : {}),
    }
    const { proceed } = await this.#host.askHost('card-move', detail)
    if (!proceed) {
      this.#stays(ids, from)
      return false
    }
    source.hold(ids)
    source.shift(ids, { rows: request.to.rows, index: slot })
    this.#tellMove(ids, from, request, slot)
    const fields = laneFields(from.lane, request.to.lane)
    const write = this.#last.then(() => this.#write(detail, request, from, fields))
    this.#last = write.catch(() => undefined)
    const done = await write
    source.release(ids)
    for (const id of ids) source.place(id)
    if (done) this.#host.emit('crm-card-move', detail)
    return done
  }

  /** Makes a record in a column; a stage that asks for more is answered by the same dialog. */
  async create(to: Omit<Place, 'index'>, title: string): Promise<Rec | undefined> {
    const { crm, plan } = this.#host
    if (!crm || !plan) return undefined
    const { info, pipeline, groupField } = plan
    const data = {
      ...patchOf(info.titleField, title),
      ...patchOf(groupField, to.column.key === '' ? null : to.column.key),
      ...(pipeline ? { pipelineId: pipeline.id } : {}),
      ...(to.lane.owner === undefined ? {} : { ownerId: to.lane.owner || null }),
    }
    const made = await this.#insist(to.column, [], {}, async (fields) => [
      await crm.records.create(info.name, { ...data, ...fields }),
    ])
    const [record] = made ?? []
    if (!record) return undefined
    const column = this.#host.nameOf(to.column)
    this.#host.announce(this.#host.t('board.created', { title, column }))
    this.#host.emit('crm-card-create', { id: record.id, stage: to.column.key, record })
    return record
  }

  async #write(
    {
      ids,
      afterId,
      beforeId,
    }: { ids: readonly string[]; afterId?: string | null; beforeId?: string },
    { to }: MoveRequest,
    from: Place,
    laneFields: Fields,
  ): Promise<boolean> {
    const { crm, plan } = this.#host
    if (!crm || !plan) return false
    const { info, pipeline, groupField } = plan
    const value = to.column.key === '' ? null : to.column.key
    const patch = { ...patchOf(groupField, value), ...laneFields }
    const records = await this.#insist(
      to.column,
      ids,
      laneFields,
      async (fields) => {
        if (!pipeline) {
          const operations = ids.map((id) => ({ method: 'update' as const, id, data: patch }))
          const results = await crm.records.batch(info.name, operations)
          return results.flatMap(({ data }) => data ?? [])
        }
        const path = info.name === 'deal' ? '/deals/move' : `/pipelines/${pipeline.id}/move`
        const place = {
          ...(afterId === undefined ? {} : { afterId }),
          ...(beforeId === undefined ? {} : { beforeId }),
        }
        const body = { ids, stageId: value, ...place, fields }
        const key = crypto.randomUUID()
        return crm.records.act(
          info.name,
          ids.map((id) => ({ id, patch })),
          async (requestId) => {
            const call = { method: 'POST' as const, path, body, requestId, idempotencyKey: key }
            return (await crm.send<{ data: Rec[] }>(call)).data
          },
        )
      },
      from,
    )
    return records !== undefined
  }

  /** Does it, and asks for what is missing until the stage is content or the person is not. */
  async #insist(
    column: BoardColumn,
    ids: readonly string[],
    given: Fields,
    work: (fields: Fields) => Promise<readonly Rec[]>,
    from?: Place,
  ): Promise<readonly Rec[] | undefined> {
    let fields = given
    for (;;) {
      try {
        return await work(fields)
      } catch (error) {
        const question = questionOf(error, column, ids, fields)
        if (!question) {
          this.#refused(error, column, ids, from)
          return undefined
        }
        const { message } = error as CrmProblem
        const { missingFields } = question
        this.#host.emit('crm-move-blocked', { ids, to: column.key, reason: message, missingFields })
        const answer = await this.#host.askFields(question)
        if (!answer) {
          if (from) this.#stays(ids, from)
          return undefined
        }
        fields = { ...fields, ...answer }
      }
    }
  }

  #tellMove(ids: readonly string[], from: Place, { to }: MoveRequest, slot: number): void {
    const host = this.#host
    const isSame = from.rows === to.rows
    const values = {
      title: host.titleOf(ids),
      from: host.nameOf(from.column),
      to: host.nameOf(to.column),
      lane: host.laneName(to.lane),
      position: slot + 1,
      total: to.rows.count,
    }
    const key: MessageKey = !host.plan?.ordered
      ? 'board.movedColumn'
      : from.lane !== to.lane
        ? 'board.movedLane'
        : isSame
          ? 'board.movedWithin'
          : 'board.moved'
    host.announce(host.t(key, values))
  }

  #stays(ids: readonly string[], from: Place): void {
    const { t } = this.#host
    const values = { title: this.#host.titleOf(ids), from: this.#host.nameOf(from.column) }
    this.#host.announce(t('board.dragCancelled', values), 'assertive')
  }

  /** Refused for good: why, in words for whoever moved it. */
  #refused(error: unknown, column: BoardColumn, ids: readonly string[], from?: Place): void {
    const { t, source, plan } = this.#host
    const fault = faultOf(error, 'move')
    const to = this.#host.nameOf(column)
    const shown = this.#host.fail(error, 'move')
    const reason = REASONS[fault.code]
    const allowed = allowedStages(error, plan)
    const text =
      allowed.length > 0
        ? t('board.notAllowed', {
            from: from ? this.#host.nameOf(from.column) : '',
            allowed: allowed.join(', '),
          })
        : reason
          ? t(reason, { to })
          : fault.message
    if (fault.code === 'STAGE_UNKNOWN' || fault.code === 'STAGE_OF_OTHER_PIPELINE')
      this.#host.reloadPlan()
    if (fault.code === 'MOVE_UNKNOWN') source.refresh()
    const sentence = from
      ? t('board.movedBack', {
          title: this.#host.titleOf(ids),
          from: this.#host.nameOf(from.column),
          reason: text,
        })
      : text
    if (shown) this.#host.notify({ kind: 'error', text: sentence })
    else this.#host.announce(sentence, 'assertive')
  }
}

const REASONS: Readonly<Record<string, MessageKey>> = {
  STAGE_UNKNOWN: 'board.stageGone',
  STAGE_OF_OTHER_PIPELINE: 'board.stageElsewhere',
  NETWORK: 'board.network',
}

function questionOf(
  error: unknown,
  column: BoardColumn,
  ids: readonly string[],
  fields: Fields,
): RuleQuestion | undefined {
  if (!(error instanceof CrmProblem)) return undefined
  const faults = (error.errors ?? []).map(({ path, message }) => ({
    path: path
      .replace(/^\/fields/, '')
      .slice(1)
      .replaceAll('/', '.'),
    message,
  }))
  if (error.code === 'STAGE_RULE') {
    const missing = (error.details['missingFields'] ?? []) as readonly string[]
    return missing.length > 0
      ? { column, ids, fields, missingFields: missing, faults: [] }
      : undefined
  }
  // What was filled in does not do; only what the dialog asked for can be corrected in it.
  const wrong = [...new Set(faults.map(({ path }) => path))].filter((path) => path in fields)
  return wrong.length > 0 ? { column, ids, fields, missingFields: wrong, faults } : undefined
}

function allowedStages(error: unknown, plan: BoardPlan | undefined): string[] {
  if (!(error instanceof CrmProblem) || error.code !== 'STAGE_RULE') return []
  const ids = (error.details['allowedStageIds'] ?? []) as readonly string[]
  return ids.flatMap((id) => plan?.columns.find(({ key }) => key === id)?.name ?? [])
}

/** The place among the cards that stay. */
function slotOf({ to, index }: MoveRequest, ids: readonly string[]): number {
  const before = ids.filter((id) => {
    const at = to.rows.indexOf(id)
    return at >= 0 && at < index
  })
  return Math.max(0, Math.min(index, to.rows.count) - before.length)
}

function isThere(
  source: BoardSource,
  { to }: MoveRequest,
  ids: readonly string[],
  slot: number,
): boolean {
  return ids.every((id, at) => {
    const place = source.find(id)
    return place?.rows === to.rows && place.index === slot + at
  })
}

/** The cards on both sides: should one have gone meanwhile, the other still says where. */
function anchors(
  { to, index }: MoveRequest,
  ids: readonly string[],
  slot: number,
): { afterId?: string | null; beforeId?: string } {
  const moving = new Set(ids)
  const afterId = slot === 0 ? null : to.rows.before(index, moving)
  const beforeId = to.rows.after(index, moving)
  return {
    ...(afterId === undefined ? {} : { afterId }),
    ...(beforeId === undefined ? {} : { beforeId }),
  }
}

function laneFields(from: Lane, to: Lane): Fields {
  return from === to || to.owner === undefined ? {} : { ownerId: to.owner === '' ? null : to.owner }
}
