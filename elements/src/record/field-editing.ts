import type { FieldInfo } from '../client/field-info.ts'
import type { Rec } from '../client/record.ts'
import { isEqual, valueAt, type Values, withValue } from '../fields/field-path.ts'
import { patchOf } from '../form/merge-patch.ts'
import { saveOnce, type SaveOutcome } from '../form/save-once.ts'
import type { Conflict } from '../form/three-way-merge.ts'
import { writeKey } from '../form/write-key.ts'
import type { RecordHost, RecordState } from './record-state.ts'
import { refusalText } from './refusal-text.ts'

/** The one field that is edited in its place. */
export interface Editing {
  readonly key: string
  readonly value: unknown
  readonly isSaving: boolean
  /** Why it was not stored. */
  readonly fault?: string | undefined
  readonly conflict?: Conflict | undefined
}

/** An edit, as events tell it. */
export interface FieldEdit {
  readonly id: string
  readonly field: string
  readonly value: unknown
  readonly previous: unknown
}

export type NotStored = Extract<
  SaveOutcome,
  { kind: 'lost' | 'forbidden' | 'faults' | 'refused' | 'conflict' }
>

export interface FieldEditing {
  readonly now: Editing | undefined
  readonly start: (key: string) => void
  readonly change: (value: unknown) => void
  readonly commit: (value: unknown) => void
  /** Another field, set beside the one that is edited: its currency. */
  readonly setBeside: (key: string, value: unknown) => void
  readonly cancel: () => void
  readonly left: (key: string, event: FocusEvent) => void
  readonly decide: (whose: 'mine' | 'theirs') => void
  /** The record is another now. */
  readonly follow: (before: Rec | undefined, record: Rec) => void
  readonly stop: () => void
}

/** Controls of several steps, which one choice does not end: stored when the focus leaves them. */
const STEPWISE: ReadonlySet<string> = new Set([
  ...([
    'objects',
    'address',
    'multi-select',
    'tags',
    'relations',
    'texts',
    'money-object',
  ] as const),
])

/** Edits one field at a time: kept when refused, asked about when contested, stored when it is meant. */
export function createFieldEditing(state: RecordState, host: RecordHost): FieldEditing {
  let now: Editing | undefined
  let base: Rec | undefined
  let beside: readonly string[] = []

  return {
    get now() {
      return now
    },
    start(key) {
      base = state.record
      beside = []
      set({ key, value: valueAt(base, key) ?? null, isSaving: false })
      host.focusRow(key, 'control')
    },
    change,
    commit(value) {
      change(value)
      const kind = now && fieldOf(now.key)?.kind
      if (kind !== undefined && !STEPWISE.has(kind)) void save(true)
    },
    setBeside(key, value) {
      const record = state.record
      if (!record) return
      beside = [...new Set([...beside, key])]
      show(withValue(record, key, value) as Rec)
    },
    cancel,
    left(key, { relatedTarget, currentTarget }) {
      // The control that goes when another field is edited loses the focus too.
      if (now?.key !== key || now.conflict) return
      const box = currentTarget as HTMLElement
      const stays = relatedTarget instanceof Node && box.contains(relatedTarget)
      // When the window loses the focus, its active element stays what it is, and so does the control.
      if (!stays && !box.contains(host.focused())) void save(false)
    },
    decide(whose) {
      if (!now?.conflict) return
      if (whose === 'theirs') {
        beside = []
        cancel()
        return
      }
      base = state.record
      set({ ...now, conflict: undefined })
      void save(true)
    },
    follow(before, record) {
      if (!now || now.isSaving) return
      const { key, value } = now
      const [was, is] = [valueAt(before, key) ?? null, valueAt(record, key) ?? null]
      if (beside.length === 0) base = record
      if (isEqual(was, is)) return
      if (isEqual(value, was)) set({ ...now, value: is })
      else if (!isEqual(value, is))
        set({ ...now, conflict: { key, base: was, mine: value, theirs: is } })
    },
    stop() {
      now = undefined
    },
  }

  function set(editing: Editing | undefined): void {
    now = editing
    host.redraw()
  }

  function change(value: unknown): void {
    if (now) set({ ...now, value, fault: undefined })
  }

  function cancel(): void {
    const key = now?.key
    if (beside.length > 0 && base) show(base)
    close(key, true)
  }

  function close(key: string | undefined, returnsFocus: boolean): void {
    beside = []
    set(undefined)
    if (key !== undefined && returnsFocus) host.focusRow(key, 'button')
  }

  async function save(returnsFocus: boolean): Promise<void> {
    const [crm, entity, id] = [host.crm(), host.entity(), state.record?.id]
    const field = now && fieldOf(now.key)
    if (!crm || !id || !now || !base || !field || now.isSaving) return
    const { key, value } = now
    const keys = [key, ...beside]
    const wanted = withValue(state.record ?? base, key, value)
    const patch = patchOf(base, wanted, keys)
    if (Object.keys(patch).length === 0) {
      close(key, returnsFocus)
      return
    }
    const edit = { id, field: key, value, previous: valueAt(base, key) ?? null }
    set({ ...now, isSaving: true })
    if (!(await host.askHost('record-edit', edit)).proceed) {
      cancel()
      return
    }
    const version = base['version'] as number | undefined
    const outcome = await saveOnce(
      { crm, entity, id },
      {
        key: writeKey(),
        body: patch,
        changes: {},
        ...(version === undefined ? {} : { version }),
      },
    )
    settle(outcome, { edit, field, wanted, returnsFocus })
  }

  function settle(
    outcome: SaveOutcome,
    of: { edit: FieldEdit; field: FieldInfo; wanted: Values; returnsFocus: boolean },
  ): void {
    const { edit, field, wanted, returnsFocus } = of
    const key = edit.field
    const isElsewhere = now?.key !== key
    // Meanwhile another record may be shown here.
    const isShown = state.record?.id === edit.id
    if (outcome.kind === 'gone') {
      if (!isShown) return
      now = undefined
      state.status = 'gone'
      host.redraw()
    } else if (outcome.kind === 'saved') {
      if (!isElsewhere) close(key, returnsFocus)
      if (isShown) show(outcome.record)
      host.announce(host.localizer().t('record.saved', { name: nameOf(key) }))
      host.emit('crm-record-edit', { ...edit, record: outcome.record })
    } else if (isElsewhere || !now) {
      refused(field, outcome, true)
    } else if (outcome.kind === 'conflict') {
      const theirs = valueAt(outcome.current, key) ?? null
      show(outcome.current)
      const conflict = { key, base: edit.previous, mine: edit.value, theirs }
      set({ key, value: edit.value, isSaving: false, conflict })
      const { id } = edit
      host.emit('crm-conflict', { id, theirs: outcome.current, mine: wanted, fields: [key] })
    } else {
      set({ ...now, isSaving: false, fault: refused(field, outcome, false) })
    }
  }

  /** The control stays, with what was typed; when somebody edits the next field already, it is told beside the page. */
  function refused(field: FieldInfo, outcome: NotStored, isElsewhere: boolean): string {
    const { t } = host.localizer()
    const why = refusalText(outcome, field, host.context(), nameOf)
    const text = t('record.savingFailed', { name: field.label, why })
    if (isElsewhere) host.notify({ kind: 'error', text })
    else host.announce(text, 'assertive')
    if ('error' in outcome) host.fail(outcome.error, 'save')
    return why
  }

  function show(record: Rec): void {
    state.record = record
    host.redraw()
  }

  function fieldOf(key: string): FieldInfo | undefined {
    return state.info?.field(key)
  }

  function nameOf(key: string): string {
    return fieldOf(key)?.label ?? key
  }
}
