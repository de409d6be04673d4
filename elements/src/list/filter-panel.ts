import { html, nothing, type TemplateResult } from 'lit'
import { directive } from 'lit/directive.js'
import { repeat } from 'lit/directives/repeat.js'

import type { FieldInfo } from '../client/field-info.ts'
import { renderEditor } from '../fields/render-editor.ts'
import { StatefulDirective } from '../fields/stateful-directive.ts'
import { icon } from '../primitives/icon.ts'
import {
  buildFilter,
  type FilterCondition,
  type FilterGroup,
  type FilterItem,
  type FilterOperator,
  isCondition,
  isGroup,
  parseFilter,
} from './filter-document.ts'
import { inputOf, operatorsOf, SPANS, takesMany } from './filter-operators.ts'
import { fieldOfPath, operatorWord, spanWord } from './filter-words.ts'
import type { PanelArgs } from './panels.ts'

/** Typing asks the server when it pauses. */
const WAIT_MS = 300

/** Conditions and one level of groups of them, with an editor for each kind of value; writes the list's filter document. */
class FilterPanel extends StatefulDirective<PanelArgs> {
  #group: FilterGroup = { join: 'and', items: [] }
  /** The document the draft stands for: another one came from outside. */
  #written: string | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Keeps rows apart while they move. */
  readonly #ids = new WeakMap<FilterItem, number>()
  #next = 0
  #asking = false

  protected override received(before: PanelArgs | undefined): void {
    const { list, filterField } = this.args
    const current = JSON.stringify(list.request.filter)
    if (!before || current !== this.#written) {
      if (before && this.#timer !== undefined) return
      this.#group = parseFilter(list.request.filter)
      this.#written = current
    }
    if (!before) {
      const first = filterField ?? (this.#group.items.length === 0 ? this.#firstField : undefined)
      const isThere = this.#group.items.some((item) => isCondition(item) && item.field === first)
      if (first !== undefined && !isThere) this.#group = added(this.#group, this.#blank(first))
      void this.#learnRelations()
    }
  }

  protected override disconnected(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  protected override template(): TemplateResult {
    const { list, close } = this.args
    const { t } = list
    return html`<div class="filter-panel">
      ${this.#rows(this.#group, [])}
      ${
        this.#group.items.length === 0
          ? html`<p class="panel-note">${t('list.filterEmpty')}</p>`
          : nothing
      }
      <div class="panel-foot">
        <button type="button" class="button ghost small" @click=${() => this.#add([])}>
          ${icon('plus')}${t('list.filterAdd')}
        </button>
        <button type="button" class="button ghost small" @click=${() => this.#addGroup()}>
          ${icon('plus')}${t('list.filterAddGroup')}
        </button>
        <span class="spacer"></span>
        ${
          this.#group.items.length > 0
            ? html`<button type="button" class="button ghost small" @click=${() => this.#clear()}>
                ${t('list.filterClear')}
              </button>`
            : nothing
        }
        <button type="button" class="button small" @click=${close}>${t('action.close')}</button>
      </div>
    </div>`
  }

  #rows(group: FilterGroup, path: readonly number[]): TemplateResult {
    return html`<div class="filter-rows">
      ${repeat(
        group.items,
        (item) => this.#idOf(item),
        (item, at) => this.#row(group, item, [...path, at], path),
      )}
    </div>`
  }

  #row(
    group: FilterGroup,
    item: FilterItem,
    path: readonly number[],
    parent: readonly number[],
  ): TemplateResult {
    const { t } = this.args.list
    const at = path.at(-1) ?? 0
    const name = path.join('-')
    const join =
      at === 0
        ? html`<span class="filter-join">${t('list.filterWhere')}</span>`
        : at === 1
          ? html`<select
              class="input filter-join"
              aria-label=${t('list.filterJoin')}
              .value=${group.join}
              @change=${(event: Event) =>
                this.#replace(parent, { ...group, join: valueOf(event) as 'and' | 'or' })}
            >
              <option value="and" ?selected=${group.join === 'and'}>${t('list.join.and')}</option>
              <option value="or" ?selected=${group.join === 'or'}>${t('list.join.or')}</option>
            </select>`
          : html`<span class="filter-join"
              >${t(group.join === 'and' ? 'list.join.and' : 'list.join.or')}</span
            >`
    return html`<div class="filter-row ${isGroup(item) ? 'is-group' : ''}">
      ${join}
      ${
        isGroup(item)
          ? this.#groupBox(item, path)
          : isCondition(item)
            ? this.#condition(item, path, name)
            : html`<code class="filter-rest">${JSON.stringify(item.rest)}</code>`
      }
      <button
        type="button"
        class="button ghost icon-only small"
        aria-label=${t(isGroup(item) ? 'list.filterGroupRemove' : 'list.filterRemove', { filter: '' })}
        @click=${() => this.#remove(path)}
      >
        ${icon('close')}
      </button>
    </div>`
  }

  #groupBox(group: FilterGroup, path: readonly number[]): TemplateResult {
    const { t } = this.args.list
    return html`<div class="filter-group" role="group" aria-label=${t('list.filterGroup')}>
      ${this.#rows(group, path)}
      <button type="button" class="button ghost small" @click=${() => this.#add(path)}>
        ${icon('plus')}${t('list.filterAdd')}
      </button>
    </div>`
  }

  #condition(item: FilterCondition, path: readonly number[], name: string): TemplateResult {
    const { list } = this.args
    const { t } = list
    const field = fieldOfPath(list, item.field)
    const operators = field ? operatorsOf(field) : []
    const known = operators.includes(item.operator) ? operators : [item.operator, ...operators]
    const change = (next: Partial<FilterCondition>, now = true): void =>
      this.#replace(path, { ...item, ...next }, now)
    return html`<div class="filter-condition">
      <select
        class="input filter-field"
        aria-label=${t('list.filterField')}
        @change=${(event: Event) => this.#replace(path, this.#blank(valueOf(event)))}
      >
        ${this.#fieldOptions(item.field)}
      </select>
      <select
        class="input filter-operator"
        aria-label=${t('list.filterOperator')}
        @change=${(event: Event) => change(this.#switched(field, item, valueOf(event) as FilterOperator))}
      >
        ${known.map(
          (operator) =>
            html`<option value=${operator} ?selected=${operator === item.operator}>
              ${operatorWord(list, field, operator)}
            </option>`,
        )}
      </select>
      ${field ? this.#value(field, item, name, change) : nothing}
    </div>`
  }

  #fieldOptions(selected: string): TemplateResult {
    const { list } = this.args
    const { entity, crm } = list
    const own = (entity?.fields ?? []).filter(isAskable)
    const relations = own.flatMap((field) => {
      const other = field.relation?.readable ? crm?.peekEntity(field.relation.entity) : undefined
      if (!other || other.name === entity?.name || field.kind === 'member') return []
      return [
        {
          field,
          fields: other.fields.filter((one) => isAskable(one) && !one.relation && !one.system),
        },
      ]
    })
    const option = (key: string, label: string): TemplateResult =>
      html`<option value=${key} ?selected=${key === selected}>${label}</option>`
    const isKnown = own.some(({ key }) => key === selected) || selected.includes('.')
    return html`${isKnown ? nothing : option(selected, selected)}
    ${own.map(({ key, label }) => option(key, label))}
    ${relations.map(
      ({ field, fields }) =>
        html`<optgroup label=${field.label}>
          ${fields.map(({ key, label }) => option(`${field.relation?.name ?? ''}.${key}`, `${field.label}: ${label}`))}
        </optgroup>`,
    )}`
  }

  #value(
    field: FieldInfo,
    item: FilterCondition,
    name: string,
    change: (next: Partial<FilterCondition>, now?: boolean) => void,
  ): unknown {
    const { list } = this.args
    const { t } = list
    const label = `${field.label}: ${t('list.filterValue')}`
    const editor = (
      shown: FieldInfo,
      value: unknown,
      id: string,
      set: (value: unknown, now: boolean) => void,
    ) =>
      html`<div class="filter-value">
        ${renderEditor(shown, value ?? null, {
          context: list.fields,
          record: { id: '' },
          id,
          label,
          onChange: (next) => set(next ?? undefined, false),
          onCommit: (next) => set(next ?? undefined, true),
        })}
      </div>`
    const set = (value: unknown, now: boolean): void => change({ value }, now)
    switch (inputOf(field, item.operator)) {
      case 'none':
        return nothing
      case 'span':
        return this.#span(item, change)
      case 'boolean':
        return html`<select
          class="input filter-value"
          aria-label=${label}
          @change=${(event: Event) => change({ value: valueOf(event) === 'true' })}
        >
          <option value="" ?selected=${item.value === undefined} disabled hidden></option>
          <option value="true" ?selected=${item.value === true}>${t('value.yes')}</option>
          <option value="false" ?selected=${item.value === false}>${t('value.no')}</option>
        </select>`
      case 'range': {
        const [from, to] = (Array.isArray(item.value) ? item.value : []) as unknown[]
        return html`${editor(asValue(field), from, `filter-from-${name}`, (value, now) =>
          change({ value: [value, to] }, now),
        )}${editor(asValue(field), to, `filter-to-${name}`, (value, now) =>
          change({ value: [from, value] }, now),
        )}`
      }
      case 'options':
        return editor(asChoice(field, item.operator), item.value, `filter-${name}`, set)
      case 'records':
        return editor(asReference(field, item.operator), item.value, `filter-${name}`, set)
      default:
        return editor(asValue(field), item.value, `filter-${name}`, set)
    }
  }

  #span(item: FilterCondition, change: (next: Partial<FilterCondition>) => void): TemplateResult {
    const { list } = this.args
    const known: readonly string[] = SPANS
    const value = String((item.value as string | undefined) ?? '')
    const all = value === '' || known.includes(value) ? known : [value, ...known]
    return html`<select
      class="input filter-value"
      aria-label=${list.t('list.filterValue')}
      @change=${(event: Event) => change({ value: valueOf(event) })}
    >
      ${value === '' ? html`<option value="" selected disabled hidden></option>` : nothing}
      ${all.map(
        (span) =>
          html`<option value=${span} ?selected=${span === value}>${spanWord(list, span)}</option>`,
      )}
    </select>`
  }

  #switched(
    field: FieldInfo | undefined,
    { operator: before, value }: FilterCondition,
    operator: FilterOperator,
  ): Partial<FilterCondition> {
    if (!field || inputOf(field, before) === 'none') return { operator, value: undefined }
    if (inputOf(field, before) !== inputOf(field, operator)) return { operator, value: undefined }
    if (takesMany(before) === takesMany(operator)) return { operator, value }
    const list = [value].flat().filter((one) => one !== undefined)
    return { operator, value: takesMany(operator) ? list : list[0] }
  }

  get #firstField(): string | undefined {
    const { entity } = this.args.list
    const fields = (entity?.fields ?? []).filter(isAskable)
    return (fields.find(({ kind }) => kind === 'select') ?? fields[0])?.key
  }

  #blank(key: string): FilterCondition {
    const field = fieldOfPath(this.args.list, key)
    const operator = (field && operatorsOf(field)[0]) ?? 'eq'
    const isSpan = field !== undefined && inputOf(field, operator) === 'span'
    return { field: key, operator, value: isSpan ? 'last 30 days' : undefined }
  }

  #add(path: readonly number[]): void {
    const key = this.#firstField
    if (key === undefined) return
    const group = itemAt(this.#group, path) as FilterGroup
    this.#replace(path, added(group, this.#blank(key)))
  }

  #addGroup(): void {
    const key = this.#firstField
    if (key === undefined) return
    const join = this.#group.join === 'and' ? 'or' : 'and'
    this.#replace([], added(this.#group, { join, items: [this.#blank(key)] }))
  }

  #remove(path: readonly number[]): void {
    const parent = path.slice(0, -1)
    const group = itemAt(this.#group, parent) as FilterGroup
    const items = group.items.filter((_, at) => at !== path.at(-1))
    // A group without conditions is none.
    if (items.length === 0 && parent.length > 0) this.#remove(parent)
    else this.#replace(parent, { ...group, items })
  }

  #clear(): void {
    this.#replace([], { join: 'and', items: [] })
  }

  #replace(path: readonly number[], item: FilterItem, now = true): void {
    const before = itemAt(this.#group, path)
    const id = before && this.#ids.get(before)
    if (id !== undefined) this.#ids.set(item, id)
    this.#group = replaced(this.#group, path, item) as FilterGroup
    clearTimeout(this.#timer)
    if (now) this.#write()
    else
      this.#timer = setTimeout(() => {
        this.#timer = undefined
        this.#write()
      }, WAIT_MS)
    this.refresh()
  }

  #write(): void {
    const { list } = this.args
    const filter = buildFilter(this.#group)
    const text = JSON.stringify(filter)
    if (text === this.#written) return
    this.#written = text
    list.setRequest({ filter })
  }

  /** Fields of related records are offered once their schema is known. */
  async #learnRelations(): Promise<void> {
    const { list } = this.args
    if (this.#asking) return
    this.#asking = true
    const names = new Set(
      (list.entity?.fields ?? []).flatMap(({ relation, kind }) =>
        relation?.readable && kind !== 'member' ? [relation.entity] : [],
      ),
    )
    const { crm } = list
    if (!crm) return
    await Promise.all([...names].map((name) => crm.entity(name).catch(() => undefined)))
    this.refresh()
  }

  #idOf(item: FilterItem): number {
    let id = this.#ids.get(item)
    if (id === undefined) this.#ids.set(item, (id = this.#next++))
    return id
  }
}

const filterDirective = directive(FilterPanel)

export function filterPanel(args: PanelArgs): unknown {
  return filterDirective(args)
}

function isAskable(field: FieldInfo): boolean {
  return field.filterable && field.hidden !== true && operatorsOf(field).length > 0
}

/** A text is searched by a fragment, which need not be an address or a number of its own. */
function asValue(field: FieldInfo): FieldInfo {
  const plain = ['email', 'phone', 'url', 'long-text', 'texts', 'objects', 'country', 'currency']
  const kind = plain.includes(field.kind) ? 'text' : field.kind
  return { ...field, kind, required: false, readonly: false, nullable: true, schema: {} }
}

function asChoice(field: FieldInfo, operator: FilterOperator): FieldInfo {
  const kind = takesMany(operator) ? 'multi-select' : 'select'
  return { ...asValue(field), kind, options: field.options ?? [] }
}

function asReference(field: FieldInfo, operator: FilterOperator): FieldInfo {
  return { ...asValue(field), kind: takesMany(operator) ? 'relations' : 'relation' }
}

function added(group: FilterGroup, item: FilterItem): FilterGroup {
  return { ...group, items: [...group.items, item] }
}

function itemAt(group: FilterItem, path: readonly number[]): FilterItem | undefined {
  const [first, ...rest] = path
  if (first === undefined) return group
  const inner = isGroup(group) ? group.items[first] : undefined
  return inner && itemAt(inner, rest)
}

function replaced(group: FilterItem, path: readonly number[], item: FilterItem): FilterItem {
  const [first, ...rest] = path
  if (first === undefined) return item
  if (!isGroup(group)) return group
  const items = group.items.map((inner, at) => (at === first ? replaced(inner, rest, item) : inner))
  return { ...group, items }
}

function valueOf(event: Event): string {
  return (event.target as HTMLSelectElement).value
}
