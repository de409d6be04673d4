import { html, nothing } from 'lit'
import { directive } from 'lit/directive.js'
import { repeat } from 'lit/directives/repeat.js'

import { isAbort } from '../base/errors.ts'
import type { EntityInfo, RelationInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'
import type { FilterDocument, Rec } from '../client/record.ts'
import { valueAt } from '../fields/field-path.ts'
import { isEmpty, titleOf } from '../fields/field-text.ts'
import { renderCell } from '../fields/render-cell.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { StatefulDirective } from '../fields/stateful-directive.ts'
import { avatar } from '../primitives/avatar.ts'
import { icon, isIcon } from '../primitives/icon.ts'
import { skeleton } from '../primitives/skeleton.ts'

export interface RelatedListArgs {
  readonly context: FieldContext
  readonly relation: RelationInfo
  /** Of its heading: one below the record's own. */
  readonly level: number
  /** Of the record they belong to. */
  readonly id: string
  readonly open: (entity: string, id: string, event: Event) => void
  readonly showAll: (entity: string, filter: FilterDocument) => void
  readonly add: (entity: string, value: Readonly<Record<string, unknown>>) => void
  readonly failed: (error: unknown) => void
}

/** Enough to know what there is; the rest is a list of its own. */
const SHOWN = 5
/** Facts beside a title that still fit a drawer. */
const FACTS = 3
/** Changes of a burst are one reload. */
const RELOAD_DELAY_MS = 200

/** The records that point at this one: the newest few, and the way to all. */
class RelatedList extends StatefulDirective<RelatedListArgs> {
  #info: EntityInfo | undefined
  #records: readonly Rec[] | undefined
  #total = 0
  #hasFailed = false
  #asked: AbortController | undefined
  #stop: (() => void) | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  protected override received(before: RelatedListArgs | undefined): void {
    const { id, relation, context } = this.args
    const isSame =
      before?.id === id && before.relation === relation && before.context.crm === context.crm
    if (!isSame) this.#start()
  }

  protected override disconnected(): void {
    this.#asked?.abort()
    clearTimeout(this.#timer)
    this.#stop?.()
    this.#stop = undefined
  }

  protected override reconnected(): void {
    this.#start()
  }

  protected override template(): unknown {
    const { relation, context, add, level } = this.args
    const { t, crm, format } = context
    const label = relation.label
    const mayAdd = crm?.session.can(`${relation.entity}.create`) === true
    const titleId = `related-${relation.name}`
    return html`<section class="related" aria-labelledby=${titleId}>
      <div class="related-head">
        <div class="related-title" role="heading" aria-level=${level} id=${titleId}>
          ${label}
          ${this.#records ? html`<span class="tab-count">${format.number(this.#total)}</span>` : nothing}
        </div>
        ${
          mayAdd
            ? html`<button
                type="button"
                class="button ghost small icon-only"
                aria-label=${t('record.relatedAdd', { name: label })}
                @click=${() => {
                  add(relation.entity, this.#link)
                }}
              >
                ${icon('plus')}
              </button>`
            : nothing
        }
      </div>
      ${this.#body()}
    </section>`
  }

  #body(): unknown {
    const { relation, context, showAll } = this.args
    const { t } = context
    if (this.#hasFailed) {
      return html`<p class="related-none">
        ${t('record.relatedFailed')}
        <button type="button" class="button small" @click=${() => void this.#load()}>
          ${t('action.retry')}
        </button>
      </p>`
    }
    if (!this.#records) return skeleton(2)
    if (this.#records.length === 0) {
      return html`<p class="related-none">
        ${t('record.relatedNone', { name: relation.label.toLowerCase() })}
      </p>`
    }
    return html`<ul class="related-rows">
        ${repeat(
          this.#records,
          ({ id }) => id,
          (record) => this.#row(record),
        )}
      </ul>
      ${
        this.#total > this.#records.length
          ? html`<button
              type="button"
              class="button ghost small"
              @click=${() => {
                showAll(relation.entity, this.#filter)
              }}
            >
              ${t('record.relatedAll', { count: this.#total })}
            </button>`
          : nothing
      }`
  }

  #row(record: Rec): unknown {
    const { relation, context, open } = this.args
    const info = this.#info
    const title = titleOf(record, info?.titleField) ?? '–'
    return html`<li class="related-row" data-record-id=${record.id}>
      <button
        type="button"
        class="related-open"
        @click=${(event: Event) => {
          open(relation.entity, record.id, event)
        }}
      >
        ${mark(info, title, record.id)}<span>${title}</span>
      </button>
      <span class="related-facts"
        >${
          info
            ? factsOf(info, record, relation.field).map(
                (field) =>
                  html`<span
                    >${renderCell(field, valueAt(record, field.key), record, context)}</span
                  >`,
              )
            : nothing
        }</span
      >
    </li>`
  }

  /** What makes a new record one of these. */
  get #link(): Readonly<Record<string, unknown>> {
    const { relation, id } = this.args
    return { [relation.field]: relation.operator === 'has' ? [id] : id }
  }

  get #filter(): FilterDocument {
    const { relation, id } = this.args
    return { [relation.field]: { [relation.operator]: id } }
  }

  #start(): void {
    const { context, relation } = this.args
    this.#stop?.()
    this.#records = undefined
    // Known rows may have moved elsewhere, new ones come: the list asks again.
    this.#stop = context.crm?.records.subscribe(relation.entity, () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.#load(), RELOAD_DELAY_MS)
    })
    void this.#load()
  }

  async #load(): Promise<void> {
    const { context, relation, failed } = this.args
    const { crm } = context
    if (!crm) return
    this.#asked?.abort()
    const { signal } = (this.#asked = new AbortController())
    try {
      const info = await crm.entity(relation.entity)
      const page = await crm.list(
        relation.entity,
        { filter: this.#filter, sort: '-updatedAt', limit: SHOWN, count: 'exact' },
        { signal },
      )
      if (signal.aborted) return
      this.#info = info
      this.#records = page.data
      this.#total = page.page.total ?? page.data.length
      this.#hasFailed = false
    } catch (error) {
      if (isAbort(error)) return
      this.#hasFailed = true
      failed(error)
    }
    this.refresh()
  }
}

const relatedListDirective = directive(RelatedList)

export function relatedList(args: RelatedListArgs): unknown {
  return relatedListDirective(args)
}

/** People and companies have a face; other things the icon of their kind. */
function mark(info: EntityInfo | undefined, title: string, id: string): unknown {
  if (!info) return nothing
  if (info.icon === 'person' || info.icon === 'building') {
    const shape = info.icon === 'person' ? 'circle' : 'square'
    return avatar(title, { shape, size: 'small', seed: id })
  }
  return isIcon(info.icon) ? icon(info.icon) : nothing
}

/** The most telling first. */
const TELLING = ['select', 'relation', 'money', 'email', 'date', 'phone']

/** What else is worth a look, one of each kind: never the way back to where one is. */
function factsOf(info: EntityInfo, record: Rec, back: string): readonly FieldInfo[] {
  return TELLING.flatMap(
    (kind) =>
      info.fields.find(
        (field) =>
          field.kind === kind &&
          field.key !== info.titleField &&
          field.key !== back &&
          !field.system &&
          !isEmpty(valueAt(record, field.key)),
      ) ?? [],
  ).slice(0, FACTS)
}
