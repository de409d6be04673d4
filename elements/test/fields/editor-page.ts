import { html, LitElement, type TemplateResult } from 'lit'

import { sharedStyles } from '../../src/base/shared-styles.ts'
import type { CrmClient } from '../../src/client/crm-client.ts'
import type { FieldInfo } from '../../src/client/field-info.ts'
import type { KindSchema } from '../../src/fields/field-kind.ts'
import { fieldOfSchema } from '../../src/fields/field-of-schema.ts'
import { fieldStyles } from '../../src/fields/field-styles.ts'
import { renderCell } from '../../src/fields/render-cell.ts'
import { renderEditor } from '../../src/fields/render-editor.ts'
import type { FieldContext } from '../../src/fields/renderers.ts'
import { fieldMessages } from '../../src/i18n/en/fields.ts'
import { createLocalizer } from '../../src/i18n/localizer.ts'
import { addMessages } from '../../src/i18n/table.ts'
import { mount } from '../support/provider.ts'

/** One control with its label, as a form has it, and what it tells. */
addMessages(fieldMessages)

class TestEditor extends LitElement {
  static override styles = [...sharedStyles, ...fieldStyles]
  static override properties = { field: {}, value: {}, context: {}, record: {} }
  declare field: FieldInfo
  declare value: unknown
  declare context: FieldContext
  declare record: Readonly<Record<string, unknown>>
  changes: unknown[] = []
  commits: unknown[] = []
  cancels = 0
  others: [string, unknown][] = []

  override render(): TemplateResult {
    return html`<div part="base">
      <label for="it">${this.field.label}</label>
      ${renderEditor(this.field, this.value, {
        context: this.context,
        record: this.record,
        id: 'it',
        onChange: (value) => {
          this.changes.push(value)
          this.value = value
        },
        onCommit: (value) => this.commits.push(value),
        onCancel: () => this.cancels++,
        onSet: (key, value) => {
          this.others.push([key, value])
          this.record = { ...this.record, [key]: value }
        },
      })}
      <p class="cell">${renderCell(this.field, this.value, this.record, this.context)}</p>
    </div>`
  }

  get control(): HTMLInputElement {
    return this.renderRoot.querySelector<HTMLInputElement>('#it')!
  }

  get cell(): string {
    return this.renderRoot.querySelector('.cell')!.textContent.trim()
  }

  all<T extends Element = HTMLElement>(selector: string): T[] {
    return [...this.renderRoot.querySelectorAll<T>(selector)]
  }
}

customElements.define('test-editor', TestEditor)

export type { TestEditor }

export interface EditorSetup {
  readonly schema?: KindSchema & Readonly<Record<string, unknown>>
  readonly field?: FieldInfo
  readonly value?: unknown
  readonly locale?: string
  readonly client?: CrmClient
  readonly record?: Readonly<Record<string, unknown>>
}

export async function editor(options: EditorSetup): Promise<TestEditor> {
  const { format, t, locale } = createLocalizer(options.locale ?? 'en')
  const element = document.createElement('test-editor') as TestEditor
  element.field =
    options.field ?? fieldOfSchema(options.schema ?? {}, { key: 'it', required: false })
  element.value = options.value ?? null
  element.record = options.record ?? {}
  element.context = { crm: options.client, format, t, locale }
  mount(element)
  await element.updateComplete
  return element
}
