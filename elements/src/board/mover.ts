import type { CrmProblem } from '@crmkit/schemas/client'

import { faultOf } from '../base/errors.ts'
import { patchOf, type Rec } from '../client/record.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { BoardHost } from './board-host.ts'
import { cardsTitle, columnName, laneName } from './board-names.ts'
import type { BoardColumn } from './board-plan.ts'
import type { ColumnPlace, Place } from './card-places.ts'
import {
  type Anchors,
  anchorsOf,
  isThere,
  laneFields,
  type MoveRequest,
  slotOf,
} from './move-request.ts'
import { type Fields, questionOf, refusalText, type RuleQuestion } from './refusal.ts'

interface MoverOptions {
  /** The dialog for what is missing: the values, or undefined when it was closed. */
  askFields(question: RuleQuestion): Promise<Fields | undefined>
  /** The stages are others than the board knows. */
  reloadPlan(): void
}

/** Moves cards: shown at once, written by the server, asked for what its stage wants, put back with a word when refused. */
export class Mover {
  readonly #host: BoardHost
  readonly #options: MoverOptions
  /** Writes wait for each other: a later one names cards as an earlier one leaves them. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(host: BoardHost, options: MoverOptions) {
    this.#host = host
    this.#options = options
  }

  /** True when the server has moved them. */
  async move(request: MoveRequest): Promise<boolean> {
    const host = this.#host
    const { places, source, plan } = host
    const ids = request.ids.filter((id) => places.find(id))
    const from = places.find(ids[0] ?? '')
    if (!plan || !from) return false
    const slot = slotOf(request, ids)
    if (isThere(places, request, ids, slot)) {
      host.announce(host.t('board.endReached', { title: cardsTitle(host, ids) }))
      return false
    }
    const anchors = plan.ordered ? anchorsOf(request, ids, slot) : {}
    const detail = { ids, from: from.column.key, to: request.to.column.key, ...anchors }
    const { proceed } = await host.askHost('card-move', detail)
    if (!proceed) {
      this.#stays(ids, from)
      return false
    }
    source.shift(ids, { rows: request.to.rows, index: slot })
    this.#tellMove(ids, from, request, slot)
    const write = this.#last.then(() => this.#write(ids, from, request.to, anchors))
    this.#last = write.catch(() => undefined)
    const done = await write
    source.release(ids)
    if (done) host.emit('crm-card-move', detail)
    return done
  }

  /** Makes a record in a column; a stage that asks for more is answered by the same dialog. */
  async create(to: ColumnPlace, title: string): Promise<Rec | undefined> {
    const host = this.#host
    const { crm, plan } = host
    if (!crm || !plan) return undefined
    const { info, pipeline, groupField } = plan
    const data = {
      ...patchOf(info.titleField, title),
      ...patchOf(groupField, to.column.key === '' ? null : to.column.key),
      ...(pipeline ? { pipelineId: pipeline.id } : {}),
      ...(to.lane.owner === undefined ? {} : { ownerId: to.lane.owner || null }),
    }
    const made = await this.#insist({ column: to.column, ids: [], fields: {} }, async (fields) => [
      await crm.records.create(info.name, { ...data, ...fields }),
    ])
    const [record] = made ?? []
    if (!record) return undefined
    host.announce(host.t('board.created', { title, column: columnName(host, to.column) }))
    host.emit('crm-card-create', { id: record.id, stage: to.column.key, record })
    return record
  }

  async #write(
    ids: readonly string[],
    from: Place,
    { lane, column }: ColumnPlace,
    anchors: Anchors,
  ): Promise<boolean> {
    const { crm, plan } = this.#host
    if (!crm || !plan) return false
    const { info, pipeline, groupField } = plan
    const value = column.key === '' ? null : column.key
    const given = laneFields(from.lane, lane)
    const patch = { ...patchOf(groupField, value), ...given }
    const update = async (fields: Fields): Promise<readonly Rec[]> => {
      const data = { ...patch, ...fields }
      const operations = ids.map((id) => ({ method: 'update' as const, id, data }))
      const results = await crm.records.batch(info.name, operations)
      return results.flatMap(({ data }) => data ?? [])
    }
    const move = (pipelineId: string, fields: Fields): Promise<readonly Rec[]> => {
      const path = info.name === 'deal' ? '/deals/move' : `/pipelines/${pipelineId}/move`
      const body = { ids, stageId: value, ...anchors, fields }
      const call = { method: 'POST' as const, path, body, idempotencyKey: crypto.randomUUID() }
      const patches = ids.map((id) => ({ id, patch }))
      return crm.records.act(
        info.name,
        patches,
        async (requestId) => (await crm.send<{ data: Rec[] }>({ ...call, requestId })).data,
      )
    }
    const records = await this.#insist(
      { column, ids, fields: given },
      (fields) => (pipeline ? move(pipeline.id, fields) : update(fields)),
      from,
    )
    return records !== undefined
  }

  /** Does it, and asks for what is missing until the stage is content or the person is not. */
  async #insist(
    asked: { readonly column: BoardColumn; readonly ids: readonly string[]; fields: Fields },
    work: (fields: Fields) => Promise<readonly Rec[]>,
    from?: Place,
  ): Promise<readonly Rec[] | undefined> {
    const { column, ids } = asked
    let { fields } = asked
    for (;;) {
      try {
        return await work(fields)
      } catch (error) {
        const question = questionOf(error, { column, ids, fields })
        if (!question) {
          this.#refused(error, column, ids, from)
          return undefined
        }
        const { message } = error as CrmProblem
        const { missingFields } = question
        this.#host.emit('crm-move-blocked', { ids, to: column.key, reason: message, missingFields })
        const answer = await this.#options.askFields(question)
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
    const values = {
      title: cardsTitle(host, ids),
      from: columnName(host, from.column),
      to: columnName(host, to.column),
      lane: laneName(host, to.lane),
      position: slot + 1,
      total: to.rows.count,
    }
    const key: MessageKey = !host.plan?.ordered
      ? 'board.movedColumn'
      : from.lane !== to.lane
        ? 'board.movedLane'
        : from.rows === to.rows
          ? 'board.movedWithin'
          : 'board.moved'
    host.announce(host.t(key, values))
  }

  #stays(ids: readonly string[], from: Place): void {
    const host = this.#host
    const values = { title: cardsTitle(host, ids), from: columnName(host, from.column) }
    host.announce(host.t('board.dragCancelled', values), 'assertive')
  }

  /** Refused for good: why, in words for whoever moved it; and the board looks again where it was wrong. */
  #refused(error: unknown, to: BoardColumn, ids: readonly string[], from?: Place): void {
    const host = this.#host
    const { code } = faultOf(error, 'move')
    if (code === 'STAGE_UNKNOWN' || code === 'STAGE_OF_OTHER_PIPELINE') this.#options.reloadPlan()
    if (code === 'MOVE_UNKNOWN') host.source.refresh()
    const reason = refusalText(host, error, { from: from?.column, to })
    const title = cardsTitle(host, ids)
    const text = from
      ? host.t('board.movedBack', { title, from: columnName(host, from.column), reason })
      : reason
    if (host.fail(error, 'move')) host.notify({ kind: 'error', text })
    else host.announce(text, 'assertive')
  }
}
