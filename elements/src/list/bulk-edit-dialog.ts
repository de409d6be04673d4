import { html, nothing, type TemplateResult } from 'lit'
import { directive } from 'lit/directive.js'
import { repeat } from 'lit/directives/repeat.js'

import type { FieldInfo } from '../client/field-info.ts'
import { patchOf } from '../client/record.ts'
import { renderEditor } from '../fields/render-editor.ts'
import { StatefulDirective } from '../fields/stateful-directive.ts'
import { icon } from '../primitives/icon.ts'
import { commonValue, editChosen } from './bulk-actions.ts'
import type { WorkProgress, WorkResult } from './bulk-work.ts'
import { entityWords } from './entity-words.ts'
import type { PanelArgs } from './panels.ts'
import { progressBar } from './progress-bar.ts'

interface Setting {
  readonly key: string
  readonly value: unknown
}

/** Sets some fields of all selected records to the same values. */
class BulkEditDialog extends StatefulDirective<PanelArgs> {
  #settings: readonly Setting[] = []
  #running: AbortController | undefined
  #progress: WorkProgress | undefined
  #result: WorkResult | undefined
  #failed: string | undefined

  protected override received(before: PanelArgs | undefined): void {
    if (before) return
    const first = this.#fields.find(({ kind }) => kind === 'select') ?? this.#fields[0]
    if (first) this.#settings = [this.#settingOf(first.key)]
  }

  protected override disconnected(): void {
    this.#running?.abort()
  }

  get #fields(): readonly FieldInfo[] {
    const fields = this.args.list.entity?.fields ?? []
    // What is unique cannot be the same in two records.
    return fields.filter(
      ({ readonly, hidden, unique, kind }) =>
        !readonly && hidden !== true && unique !== true && kind !== 'json',
    )
  }

  #settingOf(key: string): Setting {
    return { key, value: commonValue(this.args.list, key) }
  }

  protected override template(): TemplateResult {
    const { list, close } = this.args
    const { t, entity, selection, source } = list
    const count = selection.count(source.total)
    const words = { count, ...entityWords(entity) }
    const free = this.#fields.filter(
      ({ key }) => !this.#settings.some((setting) => setting.key === key),
    )
    return html`<div class="dialog-header">
        <h2 id="dialog-title">${t('list.bulkEditTitle', words)}</h2>
        <button
          type="button"
          class="button ghost icon-only"
          aria-label=${t('action.close')}
          @click=${close}
        >
          ${icon('close')}
        </button>
      </div>
      <div class="dialog-body bulk-edit">
        ${this.#running ? progressBar(list, this.#progress) : nothing}
        ${this.#result && this.#result.refused.length > 0 ? this.#refused(this.#result) : nothing}
        ${this.#failed === undefined ? nothing : html`<p class="error-text" role="alert">${this.#failed}</p>`}
        ${
          this.#running || this.#result
            ? nothing
            : html`<p class="hint">${t('list.bulkEditHint')}</p>
                ${repeat(
                  this.#settings,
                  ({ key }) => key,
                  (setting, at) => this.#row(setting, at, free),
                )}
                ${
                  free.length > 0
                    ? html`<button
                        type="button"
                        class="button ghost small"
                        @click=${() => this.#set([...this.#settings, this.#settingOf(free[0]?.key ?? '')])}
                      >
                        ${icon('plus')}${t('list.bulkEditAdd')}
                      </button>`
                    : nothing
                }`
        }
      </div>
      <div class="dialog-footer">
        ${
          this.#running
            ? html`<button type="button" class="button" @click=${() => this.#running?.abort()}>
                ${t('list.bulkStop')}
              </button>`
            : this.#result
              ? html`<button type="button" class="button primary" @click=${close}>
                  ${t('action.close')}
                </button>`
              : html`<button type="button" class="button" @click=${close}>
                    ${t('action.cancel')}
                  </button>
                  <button
                    type="button"
                    class="button primary"
                    ?disabled=${this.#settings.length === 0}
                    @click=${() => void this.#run()}
                  >
                    ${t('list.bulkEditApply', { count })}
                  </button>`
        }
      </div>`
  }

  #row({ key, value }: Setting, at: number, free: readonly FieldInfo[]): TemplateResult {
    const { list } = this.args
    const { t, entity } = list
    const field = entity?.field(key)
    if (!field) return html``
    const set = (next: unknown): void =>
      this.#set(this.#settings.map((other, index) => (index === at ? { key, value: next } : other)))
    return html`<div class="bulk-row">
      <select
        class="input"
        aria-label=${t('list.bulkEditField')}
        @change=${(event: Event) => {
          const chosen = (event.target as HTMLSelectElement).value
          this.#set(
            this.#settings.map((other, index) => (index === at ? this.#settingOf(chosen) : other)),
          )
        }}
      >
        ${this.#fields
          .filter((one) => one.key === key || free.includes(one))
          .map(
            (one) =>
              html`<option value=${one.key} ?selected=${one.key === key}>${one.label}</option>`,
          )}
      </select>
      <div class="bulk-value">
        ${renderEditor(field, value ?? null, {
          context: list.fields,
          record: { id: '' },
          id: `bulk-${at}`,
          label: field.label,
          onChange: set,
          onCommit: set,
        })}
      </div>
      <button
        type="button"
        class="button ghost icon-only"
        aria-label=${t('list.bulkEditRemove', { field: field.label })}
        @click=${() => this.#set(this.#settings.filter((_, index) => index !== at))}
      >
        ${icon('close')}
      </button>
    </div>`
  }

  /** What was refused, by reason: a hundred times the same says no more than once. */
  #refused({ done, refused }: WorkResult): TemplateResult {
    const { list } = this.args
    const { t } = list
    const reasons = Object.groupBy(refused, ({ reason }) => reason)
    return html`<div role="alert">
      <p>${t('list.bulkChanged', { count: done.length })}</p>
      <ul class="refusals">
        ${Object.entries(reasons).map(([reason, those]) => {
          const names = (those ?? [])
            .slice(0, 3)
            .map(({ id }) => list.titleOf(list.source.record(id)))
          return html`<li>
            ${t('list.bulkRefused', { count: those?.length ?? 0, reason })}
            <span class="hint">${list.format.list(names)}</span>
          </li>`
        })}
      </ul>
    </div>`
  }

  #set(settings: readonly Setting[]): void {
    // An editor that is taken away while it has the focus says its value once more.
    if (this.#running) return
    this.#settings = settings
    this.refresh()
  }

  async #run(): Promise<void> {
    const { list, close } = this.args
    const patch = this.#settings.reduce<Record<string, unknown>>(
      (whole, { key, value }) => merged(whole, patchOf(key, value ?? null)),
      {},
    )
    this.#running = new AbortController()
    this.#failed = undefined
    this.refresh()
    try {
      this.#result = await editChosen(list, patch, {
        signal: this.#running.signal,
        onProgress: (progress) => {
          this.#progress = progress
          this.refresh()
        },
      })
    } catch (error) {
      this.#failed = error instanceof Error ? error.message : String(error)
    }
    this.#running = undefined
    if (this.#failed === undefined && (this.#result?.refused.length ?? 0) === 0) close()
    else this.refresh()
  }
}

const bulkEdit = directive(BulkEditDialog)

export function bulkEditDialog(args: PanelArgs): unknown {
  return bulkEdit(args)
}

/** Two fields of `custom` are one patch. */
function merged(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const whole: Record<string, unknown> = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const before = whole[key]
    const isNested =
      (key === 'custom' || key === 'ext') && typeof before === 'object' && before !== null
    whole[key] = isNested
      ? merged(before as Record<string, unknown>, value as Record<string, unknown>)
      : value
  }
  return whole
}
