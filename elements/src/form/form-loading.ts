import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { Rec } from '../client/record.ts'
import { isEqual } from '../fields/field-path.ts'
import type { DraftKeeper } from './draft-keeper.ts'
import type { FormCheck } from './form-check.ts'
import { calm, type FormHost, type FormState } from './form-state.ts'
import { initialRecord } from './initial-record.ts'
import { loadLayout, type Sections } from './layout.ts'
import { whyWithheld } from './withheld.ts'

/** Loads what the form is about, and keeps up with what others make of it. */
export interface FormLoading {
  readonly load: () => Promise<void>
  /** The record is another now: what I have not touched follows, what I have is mine until I choose. */
  readonly receive: (record: Rec | undefined) => void
  readonly becomeGone: () => void
  /** Asks for fields and rights again: a refusal says that they are others. */
  readonly catchUp: (crm: CrmClient) => Promise<void>
  readonly stop: () => void
}

export interface FormLoadingParts {
  readonly check: FormCheck
  readonly drafts: DraftKeeper
}

export function createFormLoading(
  state: FormState,
  host: FormHost,
  { check, drafts }: FormLoadingParts,
): FormLoading {
  const { fields, model } = state
  let loads = 0
  let following: Promise<void> | undefined
  let stops: readonly (() => void)[] = []

  return { load, receive, becomeGone, catchUp, stop }

  async function load(): Promise<void> {
    const [crm, entity, id] = [host.crm(), host.entity(), host.id()]
    if (!crm || entity === '') return
    const own = ++loads
    drafts.now()
    stop()
    state.status = 'loading'
    host.mark('loading', true)
    host.mark('error', false)
    host.redraw()
    try {
      const controls = host.loadControls()
      // Whose drafts these are is known with the rights.
      const [info] = await Promise.all([crm.entity(entity), crm.session.ready()])
      const [layout, record] = await Promise.all([
        layoutOf(crm, info),
        id ? crm.records.load(entity, id, { fresh: true }) : undefined,
        controls,
      ])
      if (own !== loads || host.signal().aborted) return
      start(crm, info, layout, record)
    } catch (error) {
      if (own !== loads) return
      state.loadError = error
      state.status = 'failed'
      host.mark('error', true)
      host.fail(error, 'form')
    } finally {
      if (own === loads) host.mark('loading', false)
      host.redraw()
    }
  }

  function start(
    crm: CrmClient,
    info: EntityInfo,
    layout: Sections,
    record: Rec | undefined,
  ): void {
    const entity = host.entity()
    fields.start(info, layout)
    calm(state)
    model.start(record ?? initialRecord(info, host.preset()), fields.keys(host.choice().isNew))
    fields.place(host.choice(), model.value)
    drafts.open()
    state.status = 'ready'
    stops = [
      crm.onSchemaChange((entities) => {
        if (entities.includes(entity)) following = follow(crm)
      }),
      crm.records.subscribe(entity, ({ ids, gone }) => {
        const id = host.id()
        if (id === undefined || state.status === 'saving') return
        if (gone.includes(id)) becomeGone()
        else if (ids.includes(id)) receive(crm.records.get(entity, id))
      }),
    ]
    host.opened()
  }

  /** Draws the fields anew where they are: those that stay keep their control, its text and the cursor. */
  async function follow(crm: CrmClient): Promise<void> {
    const own = loads
    try {
      const info = await crm.entity(host.entity())
      const layout = await layoutOf(crm, info)
      if (own !== loads) return
      fields.follow(info, layout)
      const withheld = model.follow(fields.keys(host.choice().isNew))
      fields.place(host.choice(), model.value)
      check.run()
      state.note = host.context().t('form.schemaChanged')
      const reasons = withheld.map((key) =>
        whyWithheld(host.context(), fields.withheld(key, model.withheld.get(key))),
      )
      host.announce([state.note, ...reasons].join(' '))
      host.redraw()
    } catch (error) {
      host.fail(error, 'form')
    }
  }

  async function layoutOf(crm: CrmClient, info: EntityInfo): Promise<Sections> {
    return host.choice().uiSchema ?? loadLayout(crm, info, host.signal())
  }

  function receive(record: Rec | undefined): void {
    if (!record || isEqual(record, model.base)) return
    const taken = model.rebase(record)
    const names = taken
      .filter((key) => fields.isShown(key, model.value))
      .map((key) => fields.nameOf(key))
    if (names.length > 0) {
      const { t, format } = host.context()
      host.announce(t('form.updated', { count: names.length, names: format.list(names) }))
    }
    host.redraw()
  }

  function becomeGone(): void {
    state.status = 'gone'
    host.announce(host.context().t('form.gone'), 'assertive')
    host.redraw()
  }

  async function catchUp(crm: CrmClient): Promise<void> {
    await crm.refreshSchemas().catch(() => undefined)
    await following
  }

  function stop(): void {
    for (const one of stops) one()
    stops = []
  }
}
