import { faultOf } from '../base/errors.ts'
import type { Rec } from '../client/record.ts'
import { fieldAt, type Values, withValue } from '../fields/field-path.ts'
import type { MessageValues } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { DraftKeeper } from './draft-keeper.ts'
import type { PendingWrite } from './drafts.ts'
import { sortFaults } from './faults.ts'
import { bodyToSend } from './form-body.ts'
import type { FormCheck } from './form-check.ts'
import type { FormLoading } from './form-loading.ts'
import type { FormHost, FormState } from './form-state.ts'
import { isOutdated, isUndecided, saveOnce, type SaveOutcome } from './save-once.ts'
import { writeKey } from './write-key.ts'

/** A pause between two fields, so that one save takes both. */
const AUTOSAVE_DELAY_MS = 600

/** Brings what was typed to the server, once, and says what became of it. */
export interface FormSaving {
  /** Checks, asks the host, and saves; true when the record is stored. */
  readonly submit: () => Promise<boolean>
  /** Sends again what was not answered. */
  readonly retry: () => Promise<boolean>
  /** With `autosave`, after a pause. */
  readonly soon: () => void
  readonly stop: () => void
}

export interface FormSavingParts {
  readonly check: FormCheck
  readonly drafts: DraftKeeper
  readonly loading: FormLoading
}

type NotSaved = Exclude<SaveOutcome, { kind: 'saved' }>

export function createFormSaving(
  state: FormState,
  host: FormHost,
  { check, drafts, loading }: FormSavingParts,
): FormSaving {
  const { model, faults, fields } = state
  let timer: ReturnType<typeof setTimeout> | undefined

  return {
    submit,
    retry: () => write(true),
    soon,
    stop() {
      clearTimeout(timer)
    },
  }

  function soon(): void {
    clearTimeout(timer)
    if (!host.autosave() || !host.id()) return
    timer = setTimeout(() => {
      const isReady = state.status === 'ready' && isDirty() && !isStopped()
      if (isReady) void ask(false)
    }, AUTOSAVE_DELAY_MS)
  }

  async function submit(): Promise<boolean> {
    if (state.status === 'lost') return write(true)
    if (state.status !== 'ready' || host.readonly() || host.disabled()) return false
    const isRepeated = state.pending !== undefined
    if (!isRepeated) {
      await check.load()
      faults.showsAll = true
      check.run()
      if (isStopped()) {
        await host.showSummary()
        return false
      }
      if (host.id() && !isDirty()) {
        say('form.unchanged')
        return true
      }
    }
    const isSaved = await ask(true)
    // What was sent before is stored now; what was typed since is what was meant.
    return isSaved && isRepeated && isDirty() ? submit() : isSaved
  }

  async function ask(isExplicit: boolean): Promise<boolean> {
    const { proceed } = await host.askHost('submit', {
      value: model.value,
      patch: bodyToSend(state, host.id() === undefined),
      autosave: !isExplicit,
    })
    return proceed && state.status === 'ready' ? write(isExplicit) : false
  }

  async function write(isExplicit: boolean): Promise<boolean> {
    const [crm, entity, id] = [host.crm(), host.entity(), host.id()]
    if (!crm || !fields.info) return false
    const own = (state.pending ??= newWrite())
    drafts.now()
    state.status = 'saving'
    faults.general = undefined
    host.redraw()
    const outcome = await saveOnce({ crm, entity, id }, own)
    // Meanwhile the form may be about another record; what was not stored waits in the draft of this one.
    if (host.entity() !== entity || host.id() !== id) return settledElsewhere(outcome, id)
    if (!isUndecided(outcome)) state.pending = undefined
    if (outcome.kind === 'saved') {
      saved(outcome.record, own, id === undefined)
      return true
    }
    if (isOutdated(outcome)) await loading.catchUp(crm)
    return notSaved(outcome, isExplicit)
  }

  function settledElsewhere(outcome: SaveOutcome, id: string | undefined): boolean {
    if (outcome.kind !== 'saved') {
      if ('error' in outcome) host.fail(outcome.error, 'save')
      return false
    }
    const { record } = outcome
    host.emit('crm-submit', { id: record.id, record, created: id === undefined })
    return true
  }

  function newWrite(): PendingWrite {
    const version = model.base['version']
    return {
      key: writeKey(),
      body: bodyToSend(state, host.id() === undefined),
      changes: model.changes,
      ...(host.id() && typeof version === 'number' ? { version } : {}),
    }
  }

  function saved(record: Rec, { changes }: PendingWrite, isNew: boolean): void {
    if (isNew) state.madeId = record.id
    model.saved(record, withAll(model.base, changes))
    // Who saves by a button has read what is not saved; who does not may look up later.
    if (!host.autosave()) model.dropWithheld()
    state.status = 'ready'
    faults.clear()
    state.restoredAt = undefined
    if (isNew) fields.place(host.choice(), model.value)
    if (isNew) say('form.created', { name: fields.info?.label.one ?? '' })
    else say(host.autosave() ? 'form.autosaved' : 'form.saved')
    drafts.move()
    host.emit('crm-submit', { id: record.id, record, created: isNew })
    if (isDirty()) soon()
  }

  async function notSaved(outcome: NotSaved, isExplicit: boolean): Promise<boolean> {
    state.status = 'ready'
    host.redraw()
    switch (outcome.kind) {
      case 'lost':
        state.status = 'lost'
        drafts.now()
        host.announce(host.context().t('form.lost'), 'assertive')
        return false
      case 'gone':
        loading.becomeGone()
        return false
      case 'conflict': {
        const mine = model.value
        loading.receive(outcome.current)
        const contested = [...model.conflicts.keys()]
        // They changed other fields, or came to the same values: nothing is left to choose.
        if (contested.length === 0) return isDirty() ? write(isExplicit) : true
        const id = host.id()
        host.emit('crm-conflict', { id, theirs: outcome.current, mine, fields: contested })
        break
      }
      case 'forbidden':
        if (!model.withheld.has(outcome.key)) model.withhold(outcome.key)
        faults.showsAll = true
        host.fail(outcome.error, 'save')
        break
      case 'faults':
        takeFaults(outcome)
        host.fail(outcome.error, 'save')
        break
      case 'refused':
        if (!host.fail(outcome.error, 'save')) return false
        faults.general = faultOf(outcome.error, 'save').message
    }
    await host.showSummary()
    return false
  }

  function takeFaults({ faults: found, error }: Extract<NotSaved, { kind: 'faults' }>): void {
    // Of fields that went meanwhile: they are not sent again.
    const standing = found.filter(({ path }) => !fieldAt(path, model.withheld.keys()))
    fields.askFor(sortFaults(standing, fields.info?.fields ?? []).byField.keys())
    fields.place(host.choice(), model.value)
    faults.take({ faults: standing, error }, fields.faultPlace(model.value))
    if (standing.length === 0) faults.general = host.context().t('form.schemaChanged')
  }

  function say(key: MessageKey, values?: MessageValues): void {
    state.note = host.context().t(key, values)
    host.announce(state.note)
    host.redraw()
  }

  function isDirty(): boolean {
    return model.changed.length > 0
  }

  /** Something has to be mended, or chosen, first. */
  function isStopped(): boolean {
    return faults.open.size + model.conflicts.size > 0
  }
}

function withAll(record: Values, changes: Values): Values {
  return Object.entries(changes).reduce<Values>(
    (changed, [key, value]) => withValue(changed, key, value),
    record,
  )
}
