import { html, nothing, type TemplateResult } from 'lit'

import { CrmProblem } from '@crmkit/schemas/client'

import { faultOf } from '../base/errors.ts'
import type { FieldInfo } from '../client/field-info.ts'
import { patchOf, type Rec, sameValue } from '../client/record.ts'
import { RecordConflict } from '../client/record-conflict.ts'
import { fieldAt, valueAt } from '../fields/field-path.ts'
import { fieldText } from '../fields/field-text.ts'
import { renderEditor } from '../fields/render-editor.ts'
import { faultText } from '../form/fault-text.ts'
import { firstControl } from '../primitives/popover.ts'
import { canEdit } from './can-edit.ts'
import type { ListContext } from './list-context.ts'

/** What a person has typed and the server does not have. */
export interface UnsavedCell {
  readonly id: string
  readonly key: string
  readonly value: unknown
  readonly message: string
  /** The value somebody else wrote meanwhile. */
  readonly conflict: RecordConflict | undefined
  /** Saved by itself once there is a connection. */
  readonly waits: boolean
}

interface Editing {
  readonly id: string
  readonly key: string
  value: unknown
  readonly original: Rec
  /** Of what was refused before. */
  readonly unsaved: UnsavedCell | undefined
}

export interface CellFocus {
  /** Puts the focus back on the cell. */
  refocus(): void
  /** Moves it to another cell of the row. */
  move(id: string, key: string): void
}

/** Editing in place: shown at once, saved behind, and never lost when it is refused. */
export class CellEdit {
  readonly #list: ListContext
  readonly #unsaved = new Map<string, UnsavedCell>()
  readonly #focus: CellFocus
  #editing: Editing | undefined
  #isNew = false

  constructor(list: ListContext, focus: CellFocus) {
    this.#list = list
    this.#focus = focus
  }

  get unsaved(): readonly UnsavedCell[] {
    return [...this.#unsaved.values()]
  }

  unsavedAt(id: string, key: string): UnsavedCell | undefined {
    return this.#unsaved.get(`${id} ${key}`)
  }

  isEditing(id: string, key: string): boolean {
    return this.#editing?.id === id && this.#editing.key === key
  }

  get isActive(): boolean {
    return this.#editing !== undefined
  }

  start(id: string, key: string): void {
    const record = this.#list.source.record(id)
    const field = this.#list.entity?.field(key)
    if (!record || !field || this.#list.source.isGhost(id)) return
    if (!canEdit(this.#list, field)) {
      this.#list.announce(this.#list.t('list.edit.readonly', { field: field.label }))
      return
    }
    const unsaved = this.unsavedAt(id, key)
    const value = unsaved ? unsaved.value : valueAt(record, key)
    this.#editing = { id, key, value, original: record, unsaved }
    this.#isNew = true
    this.#list.update()
  }

  /** After the editor was drawn: what is typed goes into it. */
  drawn(): void {
    if (!this.#isNew) return
    this.#isNew = false
    const control = editorControl(this.#list.element)
    keepInside(control?.closest<HTMLElement>('.editor'))
    control?.focus()
    if (control instanceof HTMLInputElement && control.type !== 'checkbox') control.select()
  }

  cancel(): void {
    if (!this.#editing) return
    const { id, key } = this.#editing
    this.#editing = undefined
    // Escape after a refusal means: leave it as the server has it.
    this.#unsaved.delete(`${id} ${key}`)
    this.#list.update()
    this.#focus.refocus()
  }

  /** Takes what is in the editor; the focus stays where it went, unless it is still inside. */
  commit(value: unknown = this.#editing?.value): void {
    const editing = this.#editing
    if (!editing) return
    this.#editing = undefined
    const isInside = this.#list.element.shadowRoot?.activeElement?.closest('.editor') != null
    this.#list.update()
    if (isInside) this.#focus.refocus()
    const before = valueAt(editing.original, editing.key)
    if (sameValue(value, before) && !editing.unsaved) return
    void this.#save(editing, value)
  }

  /** Everything that waits for a connection, or one that was refused, once more. */
  retry(which: readonly UnsavedCell[] = this.unsaved): void {
    for (const { id, key, value } of which) {
      const original = this.#list.source.record(id)
      if (original) void this.#save({ id, key, value, original, unsaved: undefined }, value)
      else this.discard([{ id, key }])
    }
  }

  reconnected(): void {
    this.retry(this.unsaved.filter(({ waits }) => waits))
  }

  discard(which: readonly Pick<UnsavedCell, 'id' | 'key'>[] = this.unsaved): void {
    for (const { id, key } of which) this.#unsaved.delete(`${id} ${key}`)
    this.#list.update()
  }

  async #save({ id, key, original }: Editing, value: unknown): Promise<void> {
    const { crm, entity } = this.#list
    const field = entity?.field(key)
    if (!crm || !entity || !field) return
    const previous = valueAt(original, key)
    const detail = { id, field: key, value, previous }
    const { proceed, answer } = await this.#list.before('cell-edit', detail)
    if (!proceed) return
    // A host may answer with the value as it shall be.
    const meant =
      answer !== null && typeof answer === 'object' && 'value' in answer ? answer.value : value
    this.#unsaved.delete(`${id} ${key}`)
    this.#list.update()
    try {
      const version = original['version'] as number | undefined
      await crm.records.update(entity.name, id, patchOf(key, meant), {
        original,
        ...(version === undefined ? {} : { version }),
        idempotencyKey: crypto.randomUUID(),
      })
      this.#list.announce(this.#list.t('list.edit.saved', { field: field.label }))
      this.#list.emit('crm-cell-edit', { ...detail, value: meant })
    } catch (error) {
      this.#keep({ id, key, value: meant }, field, error)
    }
    this.#list.update()
  }

  #keep(cell: Pick<UnsavedCell, 'id' | 'key' | 'value'>, field: FieldInfo, error: unknown): void {
    const { t, entity } = this.#list
    const fault = faultOf(error, 'cell-edit')
    const conflict = error instanceof RecordConflict ? error : undefined
    const waits = fault.code === 'NETWORK'
    const reason = this.#reason(error, field, fault.message)
    const message = conflict
      ? t('list.edit.conflict', { theirs: this.#text(field, conflict.current) })
      : waits
        ? t('list.edit.offline', { field: field.label })
        : fault.status === 404
          ? t('list.edit.gone', { entity: entity?.label.one ?? '' })
          : t('list.edit.refused', { field: field.label, reason })
    this.#unsaved.set(`${cell.id} ${cell.key}`, { ...cell, message, conflict, waits })
    this.#list.announce(message, 'assertive')
    this.#list.fail(error, 'cell-edit')
  }

  #text(field: FieldInfo, record: Rec): string {
    return fieldText(field, valueAt(record, field.key), record, this.#list.fields) || '–'
  }

  /** What is wrong with this field, in words for a person. */
  #reason(error: unknown, field: FieldInfo, otherwise: string): string {
    const faults = error instanceof CrmProblem ? error.errors : []
    for (const fault of faults) {
      const own = fieldAt(fault.path, [field.key])
      if (own) return faultText({ ...fault, rest: own.rest }, field, this.#list.fields)
    }
    return otherwise
  }

  template(field: FieldInfo, record: Rec): TemplateResult {
    const editing = this.#editing as Editing
    const { unsaved } = editing
    const { t, fields } = this.#list
    return html`<div class="editor" @focusout=${this.#left} @keydown=${this.#keys}>
      ${renderEditor(field, editing.value, {
        context: fields,
        record,
        id: 'cell-editor',
        label: field.label,
        invalid: unsaved !== undefined,
        describedBy: unsaved ? 'cell-fault' : undefined,
        required: field.required,
        onChange: (value) => {
          editing.value = value
        },
        onCommit: (value) => {
          editing.value = value
          if (!isMany(field)) this.commit(value)
        },
        onCancel: () => this.cancel(),
      })}
      ${
        unsaved
          ? html`<div class="cell-fault" id="cell-fault">
              <span>${unsaved.message}</span>
              ${
                unsaved.conflict
                  ? html`<span class="fault-actions"
                      ><button
                        type="button"
                        class="link"
                        @click=${() => this.commit(editing.value)}
                      >
                        ${t('list.edit.keepMine')}</button
                      ><button type="button" class="link" @click=${() => this.cancel()}>
                        ${t('list.edit.keepTheirs')}
                      </button></span
                    >`
                  : nothing
              }
            </div>`
          : nothing
      }
    </div>`
  }

  #left = (event: FocusEvent): void => {
    const to = event.relatedTarget as Node | null
    const editor = event.currentTarget as HTMLElement
    if (to && editor.contains(to)) return
    // A window that loses the focus takes nothing from the person typing in it.
    if (!to && !document.hasFocus()) return
    this.commit()
  }

  #keys = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && !event.defaultPrevented) {
      event.stopPropagation()
      this.cancel()
    }
    if (event.key === 'Tab') {
      event.preventDefault()
      const { id, key } = this.#editing ?? {}
      const next = id && key ? this.#neighbour(key, event.shiftKey ? -1 : 1) : undefined
      this.commit()
      if (id && next) {
        this.#focus.move(id, next)
        this.start(id, next)
      }
    }
  }

  #neighbour(key: string, by: 1 | -1): string | undefined {
    const editable = this.#list.shown.filter(({ field }) => canEdit(this.#list, field))
    return editable[editable.findIndex((column) => column.key === key) + by]?.key
  }
}

/** Editors of several values choose one after the other; they are done when they are left. */
function isMany({ kind }: FieldInfo): boolean {
  return ['multi-select', 'texts', 'relations', 'tags'].includes(kind)
}

function editorControl({ shadowRoot }: HTMLElement): HTMLElement | null {
  const editor = shadowRoot?.querySelector('.editor')
  return editor ? firstControl(editor) : null
}

/** At the end of the view an editor grows towards the start. */
function keepInside(editor: HTMLElement | null | undefined): void {
  const view = editor?.closest('.scroller')?.getBoundingClientRect()
  const place = editor?.getBoundingClientRect()
  if (!editor || !view || !place) return
  editor.classList.toggle('at-end', place.right > view.right || place.left < view.left)
}
