import { faultOf } from '../base/errors.ts'
import { faultText } from '../primitives/panels.ts'
import { type RecordHost, type RecordState, titleOfRecord } from './record-state.ts'

/** Deletes the record, and brings it back. */
export interface RecordRemoval {
  /** True when it is deleted. */
  readonly remove: () => Promise<boolean>
  readonly restore: () => Promise<void>
}

export function createRecordRemoval(state: RecordState, host: RecordHost): RecordRemoval {
  return { remove, restore }

  async function remove(): Promise<boolean> {
    const [crm, entity, { record }] = [host.crm(), host.entity(), state]
    if (!crm || !record) return false
    const { proceed } = await host.askHost('delete', { id: record.id, record })
    if (!proceed) return false
    state.status = 'deleted'
    host.redraw()
    try {
      await crm.records.remove(entity, record.id)
    } catch (error) {
      state.status = 'ready'
      host.redraw()
      if (host.fail(error, 'delete')) tellFault(error, 'delete')
      return false
    }
    host.emit('crm-delete', { id: record.id })
    const { t } = host.localizer()
    const text = t('record.deleted', { name: titleOfRecord(state) })
    // A modal makes the page's notices inert; its own offers the way back.
    if (host.isModal()) host.announce(text)
    else host.notify({ text, action: { label: t('action.undo'), run: () => void restore() } })
    return true
  }

  async function restore(): Promise<void> {
    const crm = host.crm()
    const id = state.record?.id
    if (!crm || !id) return
    try {
      const record = await crm.records.restore(host.entity(), id)
      state.record = record
      state.status = 'ready'
      host.announce(host.localizer().t('record.restored', { name: titleOfRecord(state) }))
      host.emit('crm-restore', { id, record })
      host.redraw()
    } catch (error) {
      host.fail(error, 'restore')
      tellFault(error, 'restore')
    }
  }

  function tellFault(error: unknown, source: string): void {
    const text = faultText(faultOf(error, source), host.localizer().t)
    host.notify({ kind: 'error', text })
  }
}
