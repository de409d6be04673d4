import type { FieldInfo } from '../client/field-info.ts'
import type { Rec } from '../client/record.ts'
import { isEqual, valueAt, type Values, withValue } from '../fields/field-path.ts'
import { patchOf } from '../form/merge-patch.ts'
import { saveOnce, type SaveOutcome, type SaveTarget } from '../form/save-once.ts'
import type { Conflict } from '../form/three-way-merge.ts'
import { writeKey } from '../form/write-key.ts'

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

export interface FieldEditingHost {
  readonly target: () => SaveTarget | undefined
  readonly record: () => Rec | undefined
  readonly field: (key: string) => FieldInfo | undefined
  readonly show: (record: Rec) => void
  readonly redraw: () => void
  /** Puts the cursor into the control, or onto the button that opens it. */
  readonly focus: (key: string, where: 'control' | 'button') => void
  /** What has the focus in the element. */
  readonly focused: () => Element | null
  readonly mayStore: (edit: FieldEdit) => Promise<boolean>
  readonly stored: (edit: FieldEdit, record: Rec) => void
  readonly contested: (fields: readonly string[], mine: Values, theirs: Rec) => void
  readonly gone: () => void
  /** Tells the refusal, and gives its words; `isElsewhere`: another field is edited already. */
  readonly refused: (field: FieldInfo, outcome: NotStored, isElsewhere: boolean) => string
}

export interface FieldEditing {
  readonly now: Editing | undefined
  readonly start: (key: string) => void
  readonly change: (value: unknown) => void
  readonly commit: (value: unknown) => void
  /** Another field, set beside the one that is edited: its currency. */
  readonly setBeside: (key: string, value: unknown) => void
  readonly cancel: () => void
  readonly left: (key: string, event: FocusEvent) => void
  decide(whose: 'mine' | 'theirs'): void
  /** The record is another now. */
  follow(before: Rec | undefined, record: Rec): void
  stop(): void
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
export function createFieldEditing(host: FieldEditingHost): FieldEditing {
  let now: Editing | undefined
  let base: Rec | undefined
  let beside: readonly string[] = []

  return {
    get now() {
      return now
    },
    start(key) {
      base = host.record()
      beside = []
      set({ key, value: valueAt(base, key) ?? null, isSaving: false })
      host.focus(key, 'control')
    },
    change,
    commit(value) {
      change(value)
      const kind = now && host.field(now.key)?.kind
      if (kind !== undefined && !STEPWISE.has(kind)) void save(true)
    },
    setBeside(key, value) {
      const record = host.record()
      if (!record) return
      beside = [...new Set([...beside, key])]
      host.show(withValue(record, key, value) as Rec)
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
      base = host.record()
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
    if (beside.length > 0 && base) host.show(base)
    close(key, true)
  }

  function close(key: string | undefined, returnsFocus: boolean): void {
    beside = []
    set(undefined)
    if (key !== undefined && returnsFocus) host.focus(key, 'button')
  }

  async function save(returnsFocus: boolean): Promise<void> {
    const target = host.target()
    const field = now && host.field(now.key)
    if (!target?.id || !now || !base || !field || now.isSaving) return
    const { key, value } = now
    const keys = [key, ...beside]
    const wanted = withValue(host.record() ?? base, key, value)
    const patch = patchOf(base, wanted, keys)
    if (Object.keys(patch).length === 0) {
      close(key, returnsFocus)
      return
    }
    const edit = { id: target.id, field: key, value, previous: valueAt(base, key) ?? null }
    set({ ...now, isSaving: true })
    if (!(await host.mayStore(edit))) {
      cancel()
      return
    }
    const version = base['version'] as number | undefined
    const outcome = await saveOnce(target, {
      key: writeKey(),
      body: patch,
      changes: {},
      ...(version === undefined ? {} : { version }),
    })
    settle(outcome, { edit, field, wanted, returnsFocus })
  }

  function settle(
    outcome: SaveOutcome,
    of: { edit: FieldEdit; field: FieldInfo; wanted: Values; returnsFocus: boolean },
  ): void {
    const { edit, field, wanted, returnsFocus } = of
    const key = edit.field
    const isElsewhere = now?.key !== key
    if (outcome.kind === 'gone') {
      now = undefined
      host.gone()
    } else if (outcome.kind === 'saved') {
      if (!isElsewhere) close(key, returnsFocus)
      host.show(outcome.record)
      host.stored(edit, outcome.record)
    } else if (isElsewhere || !now) {
      host.refused(field, outcome, true)
    } else if (outcome.kind === 'conflict') {
      const theirs = valueAt(outcome.current, key) ?? null
      host.show(outcome.current)
      const conflict = { key, base: edit.previous, mine: edit.value, theirs }
      set({ key, value: edit.value, isSaving: false, conflict })
      host.contested([key], wanted, outcome.current)
    } else {
      set({ ...now, isSaving: false, fault: host.refused(field, outcome, false) })
    }
  }
}
