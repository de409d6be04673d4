import type { CrmClient } from '../client/crm-client.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { Rec } from '../client/record.ts'
import { type Layout, loadLayout, place } from '../form/layout.ts'
import type { RecordEditing } from './record-editing.ts'
import type { RecordHost, RecordState } from './record-state.ts'

/** Loads the record with what draws it, and keeps up with what others make of it. */
export interface RecordLoading {
  readonly load: () => Promise<void>
  /** Draws by the layout as it is now. */
  readonly place: () => void
  readonly stop: () => void
}

export function createRecordLoading(
  state: RecordState,
  host: RecordHost,
  editing: RecordEditing,
): RecordLoading {
  let loads = 0
  let stops: readonly (() => void)[] = []

  return { load, place: placeFields, stop }

  async function load(): Promise<void> {
    const [crm, entity, id] = [host.crm(), host.entity(), host.id()]
    if (!crm || entity === '' || !id) return
    const own = ++loads
    stop()
    // What is known is shown at once; the fresh one follows.
    const known = crm.peekEntity(entity) && crm.records.get(entity, id)
    if (!known || state.record?.id !== id) state.status = 'loading'
    host.mark('loading', true)
    host.mark('error', false)
    host.redraw()
    try {
      const info = await crm.entity(entity)
      const [layout, record] = await Promise.all([
        layoutOf(crm, info),
        crm.records.load(entity, id, { fresh: true }),
      ])
      if (own !== loads || host.signal().aborted) return
      start(crm, { info, layout, record })
    } catch (error) {
      if (own !== loads) return
      state.error = error
      state.status = 'failed'
      host.mark('error', true)
      host.fail(error, 'record')
    } finally {
      if (own === loads) host.mark('loading', false)
      host.redraw()
    }
  }

  function start(
    crm: CrmClient,
    loaded: { readonly info: EntityInfo; readonly layout: Layout; readonly record: Rec },
  ): void {
    const entity = host.entity()
    const { id } = loaded.record
    Object.assign(state, loaded)
    placeFields()
    state.status = 'ready'
    stops = [
      crm.records.subscribe(entity, ({ ids, gone }) => {
        if (gone.includes(id)) becomeGone()
        else if (ids.includes(id)) receive(crm.records.get(entity, id))
      }),
      crm.onSchemaChange((entities) => {
        if (entities.includes(entity)) void follow(crm)
      }),
    ]
    host.emit('crm-record-load', { id, record: loaded.record })
    // There before somebody clicks; without them the first click asks again.
    if (loaded.info.permissions.update && !host.readonly()) editing.load().catch(() => undefined)
  }

  async function follow(crm: CrmClient): Promise<void> {
    const own = loads
    try {
      const info = await crm.entity(host.entity())
      const layout = await layoutOf(crm, info)
      if (own !== loads) return
      Object.assign(state, { info, layout })
      placeFields()
    } catch (error) {
      host.fail(error, 'record')
    }
  }

  async function layoutOf(crm: CrmClient, info: EntityInfo): Promise<Layout> {
    return host.layout() ?? loadLayout(crm, info, host.signal())
  }

  function placeFields(): void {
    const layout = host.layout() ?? state.layout
    if (!layout || !state.info) return
    state.sections = place(layout, state.info, { writableOnly: false })
    host.redraw()
  }

  /** Changed by somebody else, or by another element of this page. */
  function receive(record: Rec | undefined): void {
    const before = state.record
    if (!record || record === before) return
    state.record = record
    state.status = 'ready'
    editing.follow(before, record)
    host.redraw()
  }

  function becomeGone(): void {
    // What is deleted here says so in words of its own.
    if (state.status === 'ready') state.status = 'gone'
    host.redraw()
  }

  function stop(): void {
    for (const one of stops) one()
    stops = []
    editing.stop()
  }
}
