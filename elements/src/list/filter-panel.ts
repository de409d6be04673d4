import { html, nothing, type TemplateResult } from 'lit'
import { directive } from 'lit/directive.js'
import { repeat } from 'lit/directives/repeat.js'

import { StatefulDirective } from '../fields/stateful-directive.ts'
import { icon } from '../primitives/icon.ts'
import { blankCondition, filterCondition, likelyField } from './filter-condition.ts'
import {
  buildFilter,
  type FilterGroup,
  type FilterItem,
  isCondition,
  isGroup,
  parseFilter,
} from './filter-document.ts'
import { added, type FilterPath, itemAt, replaced } from './filter-tree.ts'
import { itemWords } from './filter-words.ts'
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

  protected override received(before: PanelArgs | undefined): void {
    const { list, filterField } = this.args
    const current = JSON.stringify(list.request.filter)
    if (!before || current !== this.#written) {
      if (before && this.#timer !== undefined) return
      this.#group = parseFilter(list.request.filter)
      this.#written = current
    }
    if (!before) {
      const first = filterField ?? (this.#group.items.length === 0 ? likelyField(list) : undefined)
      const isThere = this.#group.items.some((item) => isCondition(item) && item.field === first)
      if (first !== undefined && !isThere)
        this.#group = added(this.#group, blankCondition(list, first))
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

  #rows(group: FilterGroup, path: FilterPath): TemplateResult {
    return html`<div class="filter-rows">
      ${repeat(
        group.items,
        (item) => this.#idOf(item),
        (item, at) => this.#row(group, item, [...path, at], path),
      )}
    </div>`
  }

  #row(group: FilterGroup, item: FilterItem, path: FilterPath, parent: FilterPath): TemplateResult {
    const { list } = this.args
    const { t } = list
    return html`<div class="filter-row ${isGroup(item) ? 'is-group' : ''}">
      ${this.#join(group, path.at(-1) ?? 0, parent)}
      ${
        isGroup(item)
          ? this.#groupBox(item, path)
          : isCondition(item)
            ? filterCondition({
                ...{ list, item, name: path.join('-') },
                change: (next, now) => this.#replace(path, next, now),
              })
            : html`<code class="filter-rest">${JSON.stringify(item.rest)}</code>`
      }
      <button
        type="button"
        class="button ghost icon-only small"
        aria-label=${isGroup(item) ? t('list.filterGroupRemove') : t('list.filterRemove', { filter: itemWords(list, item) })}
        @click=${() => this.#remove(path)}
      >
        ${icon('close')}
      </button>
    </div>`
  }

  /** The second of a group says how all of them are joined. */
  #join(group: FilterGroup, at: number, path: FilterPath): TemplateResult {
    const { t } = this.args.list
    if (at === 0) return html`<span class="filter-join">${t('list.filterWhere')}</span>`
    const isAnd = group.join === 'and'
    if (at > 1)
      return html`<span class="filter-join">${t(isAnd ? 'list.join.and' : 'list.join.or')}</span>`
    return html`<select
      class="input filter-join"
      aria-label=${t('list.filterJoin')}
      .value=${group.join}
      @change=${({ target }: Event) => {
        const join = (target as HTMLSelectElement).value as FilterGroup['join']
        this.#replace(path, { ...group, join })
      }}
    >
      <option value="and" ?selected=${isAnd}>${t('list.join.and')}</option>
      <option value="or" ?selected=${!isAnd}>${t('list.join.or')}</option>
    </select>`
  }

  #groupBox(group: FilterGroup, path: FilterPath): TemplateResult {
    const { t } = this.args.list
    return html`<div class="filter-group" role="group" aria-label=${t('list.filterGroup')}>
      ${this.#rows(group, path)}
      <button type="button" class="button ghost small" @click=${() => this.#add(path)}>
        ${icon('plus')}${t('list.filterAdd')}
      </button>
    </div>`
  }

  #add(path: FilterPath): void {
    const key = likelyField(this.args.list)
    if (key === undefined) return
    const group = itemAt(this.#group, path) as FilterGroup
    this.#replace(path, added(group, blankCondition(this.args.list, key)))
  }

  #addGroup(): void {
    const key = likelyField(this.args.list)
    if (key === undefined) return
    const join = this.#group.join === 'and' ? 'or' : 'and'
    this.#replace([], added(this.#group, { join, items: [blankCondition(this.args.list, key)] }))
  }

  #remove(path: FilterPath): void {
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

  #replace(path: FilterPath, item: FilterItem, now = true): void {
    const before = itemAt(this.#group, path)
    const id = before && this.#ids.get(before)
    if (id !== undefined) this.#ids.set(item, id)
    this.#group = replaced(this.#group, path, item) as FilterGroup
    clearTimeout(this.#timer)
    this.#timer = undefined
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
