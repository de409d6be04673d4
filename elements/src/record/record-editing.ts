import type { TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import type { Rec } from '../client/record.ts'
import type { Editors } from '../fields/load-editors.ts'
import type { FieldEditing } from './field-editing.ts'
import type { fieldEditor } from './field-editor.ts'
import type { RecordHost, RecordState } from './record-state.ts'

/** Edits fields in their places. What that takes, 14 KB, comes when somebody may edit. */
export interface RecordEditing {
  readonly load: () => Promise<void>
  readonly edit: (key: string) => Promise<void>
  /** Draws the control, where this is the field that is edited. */
  readonly editor: (field: FieldInfo) => TemplateResult | undefined
  /** The record is another now. */
  readonly follow: (before: Rec | undefined, record: Rec) => void
  readonly stop: () => void
}

interface Parts {
  readonly editing: FieldEditing
  readonly draw: typeof fieldEditor
  readonly editors: Editors
}

export function createRecordEditing(state: RecordState, host: RecordHost): RecordEditing {
  let parts: Parts | undefined

  return {
    async load() {
      await loaded()
    },
    async edit(key) {
      try {
        const { editing } = await loaded()
        editing.start(key)
      } catch (error) {
        host.fail(error, 'edit')
        host.notify({ kind: 'error', text: host.localizer().t('error.network') })
      }
    },
    editor(field) {
      const now = parts?.editing.now
      if (!parts || now?.key !== field.key) return undefined
      const { editing, editors, draw } = parts
      const record = state.record ?? {}
      return draw({ context: host.context(), record, editors, editing, now }, field)
    },
    follow: (before, record) => parts?.editing.follow(before, record),
    stop: () => parts?.editing.stop(),
  }

  async function loaded(): Promise<Parts> {
    if (parts) return parts
    const [editors, { createFieldEditing }, { fieldEditor: draw }] = await Promise.all([
      host.loadEditors(),
      import('./field-editing.ts'),
      import('./field-editor.ts'),
    ])
    // Asked twice at once, the first to come is kept: somebody may be editing with it.
    return (parts ??= { editors, draw, editing: createFieldEditing(state, host) })
  }
}
