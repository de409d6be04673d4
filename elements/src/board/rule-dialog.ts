import { html, nothing, type TemplateResult } from 'lit'
import { directive } from 'lit/directive.js'

import type { FieldInfo } from '../client/field-info.ts'
import { patchOf, valueAt } from '../client/record.ts'
import { isEmpty } from '../fields/field-text.ts'
import { renderEditor } from '../fields/render-editor.ts'
import { StatefulDirective } from '../fields/stateful-directive.ts'
import { columnName } from './board-names.ts'
import type { BoardView } from './board-view.ts'
import type { RuleQuestion } from './refusal.ts'

interface RuleArgs {
  readonly view: BoardView
  readonly question: RuleQuestion
  readonly onAnswer: (fields: Readonly<Record<string, unknown>>) => void
  readonly onCancel: () => void
}

/** Asks for the fields a stage wants before it takes a record, with the editors of the form. */
class RuleDialog extends StatefulDirective<RuleArgs> {
  /** By key: what was filled in. */
  #values: Record<string, unknown> = {}
  #tried = false

  protected override received(before: RuleArgs | undefined): void {
    if (before?.question === this.args.question) return
    this.#tried = this.args.question.faults.length > 0
    const { ids, fields } = this.args.question
    const record = this.args.view.places.record(ids[0] ?? '')
    const given = (key: string): unknown => valueAt({ ...fields, id: '' }, key)
    this.#values = Object.fromEntries(
      this.#fields.map(({ key }) => [
        key,
        given(key) ?? (record && ids.length === 1 ? valueAt(record, key) : undefined),
      ]),
    )
  }

  protected override template(): TemplateResult {
    const { view, question, onCancel } = this.args
    const { t } = view
    const { column, ids } = question
    const to = columnName(view, column)
    const isLost = column.kind === 'lost' && question.missingFields.join() === 'lostReason'
    const hint =
      ids.length > 1
        ? t('board.ruleHintMany', { to, count: ids.length })
        : t('board.ruleHint', { to })
    return html`<form class="rule-form" novalidate @submit=${(event: Event) => this.#submit(event)}>
      <div class="dialog-header">
        <h2 id="rule-title">${t(isLost ? 'board.ruleTitleLost' : 'board.ruleTitle', { to })}</h2>
      </div>
      <div class="dialog-body">
        <p class="hint">${hint}</p>
        ${this.#fields.map((field, at) => this.#field(field, at))}
        ${this.#relations.map(
          (name) =>
            html`<p class="rule-relation">
              ${t('board.ruleRelation', { label: labelOf(view, name) })}
            </p>`,
        )}
      </div>
      <div class="dialog-footer">
        <button type="button" class="button" @click=${onCancel}>${t('action.cancel')}</button>
        ${
          this.#relations.length > 0
            ? nothing
            : html`<button type="submit" class="button primary">
                ${t(ids.length === 0 ? 'board.ruleCreate' : 'board.ruleSave', { to })}
              </button>`
        }
      </div>
    </form>`
  }

  #field(field: FieldInfo, at: number): TemplateResult {
    const { view, question } = this.args
    const id = `rule-${at}`
    const value = this.#values[field.key]
    const told = question.faults.find(({ path }) => path === field.key)?.message
    const fault = told ?? (this.#tried && isEmpty(value) ? view.t('board.ruleNeeded') : undefined)
    const record = { id: '', ...this.#record() }
    return html`<div class="rule-field">
      <label class="label" for=${id}>${field.label}</label>
      ${renderEditor(this.#offered(field), value, {
        context: { ...view.fields, inGrid: false },
        record,
        id,
        required: true,
        invalid: fault !== undefined,
        describedBy: fault === undefined ? undefined : `${id}-fault`,
        onChange: (next) => this.#set(field.key, next),
        onCommit: (next) => this.#set(field.key, next),
        onSet: (key, next) => this.#set(key, next),
      })}
      ${
        fault === undefined
          ? nothing
          : html`<p class="error-text" id=${`${id}-fault`} role="alert">${fault}</p>`
      }
    </div>`
  }

  /** A lost reason is one of those the pipeline names, when it names some. */
  #offered(field: FieldInfo): FieldInfo {
    const reasons = this.args.view.plan.pipeline?.lostReasons ?? []
    if (field.key !== 'lostReason' || reasons.length === 0) return field
    const options = reasons.map((reason) => ({ value: reason, label: reason }))
    return { ...field, kind: 'select', options, nullable: false }
  }

  get #fields(): readonly FieldInfo[] {
    const { view, question } = this.args
    return question.missingFields.flatMap((key) => {
      const field = fieldOf(view, key)
      return field ?? []
    })
  }

  /** What no field of the record can hold: participants, lines. */
  get #relations(): readonly string[] {
    const { view, question } = this.args
    return question.missingFields.filter((key) => !fieldOf(view, key))
  }

  #set(key: string, value: unknown): void {
    this.#values = { ...this.#values, [key]: value }
    this.refresh()
  }

  /** What the editors show beside their own value: the currency of an amount. */
  #record(): Record<string, unknown> {
    const { view, question } = this.args
    const record = question.ids.length === 1 ? view.places.record(question.ids[0] ?? '') : undefined
    return { ...record, ...merged(this.#values) }
  }

  #submit(event: Event): void {
    event.preventDefault()
    this.#tried = true
    const missing = this.#fields.findIndex(({ key }) => isEmpty(this.#values[key]))
    if (missing >= 0) {
      const form = event.target as HTMLFormElement
      form.querySelector<HTMLElement>(`#rule-${missing}`)?.focus()
      this.refresh()
      return
    }
    this.args.onAnswer(merged(this.#values))
  }
}

export const ruleDialog = directive(RuleDialog)

/** Stages name a field, or the relation it holds: `company` for `companyId`. */
function fieldOf({ plan: { info } }: BoardView, key: string): FieldInfo | undefined {
  return info.field(key) ?? info.fields.find(({ relation }) => relation?.name === key)
}

function labelOf({ plan: { info } }: BoardView, name: string): string {
  return info.relations.find((relation) => relation.name === name)?.label ?? name
}

/** `custom.region` becomes a member of `custom`. */
function merged(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(values)) {
    if (value === undefined) continue
    for (const [name, part] of Object.entries(patchOf(key, value))) {
      const known = result[name]
      const both = key.includes('.') && typeof known === 'object' && known !== null
      result[name] = both ? { ...known, ...(part as object) } : part
    }
  }
  return result
}
