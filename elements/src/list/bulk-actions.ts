import { isAbort } from '../base/errors.ts'
import { valueAt } from '../fields/field-path.ts'
import {
  deleteSelected,
  editSelected,
  restoreAll,
  type Work,
  type WorkProgress,
  type WorkResult,
} from './bulk-work.ts'
import { shownColumns } from './columns.ts'
import { entityWords } from './entity-words.ts'
import { exportFile } from './export-file.ts'
import type { ListContext } from './list-context.ts'
import { Selection } from './selection.ts'

interface Run {
  readonly signal: AbortSignal
  readonly onProgress: (progress: WorkProgress) => void
}

const NO_RUN: Run = { signal: new AbortController().signal, onProgress: () => undefined }

/** Deletes what is selected, and offers the way back. Undefined when the host stopped it. */
export async function deleteChosen(list: ListContext, run: Run): Promise<WorkResult | undefined> {
  if (!(await asked(list, 'delete', list.selection))) return undefined
  return deleteThem(list, list.selection, run)
}

/** The same for records that need not be selected. */
export async function deleteRecords(list: ListContext, ids: readonly string[]): Promise<void> {
  const selection = new Selection()
  selection.only(ids)
  if (await asked(list, 'delete', selection)) await deleteThem(list, selection, NO_RUN)
}

async function deleteThem(
  list: ListContext,
  selection: Selection,
  run: Run,
): Promise<WorkResult | undefined> {
  const { source, t } = list
  const work = workOf(list, selection, run)
  if (!work) return undefined
  const detail = detailOf(list, 'delete', selection)
  const loaded = source.loadedIds.filter((id) => selection.has(id))
  source.deleting(loaded)
  try {
    const result = await deleteSelected(work)
    const { done, refused } = result
    list.selection.forget(done)
    if (list.selection.all) list.selection.clear()
    list.selected()
    list.emit('crm-bulk-action', detail)
    if (done.length > 0) offerUndo(list, done)
    // They left the list at once; those that were refused come back.
    if (refused.length > 0 || selection.all) source.refresh()
    if (refused[0])
      list.notify({
        kind: 'error',
        text: t('list.deleteRefused', { count: refused.length, reason: refused[0].reason }),
      })
    return result
  } catch (error) {
    source.refresh()
    failed(list, error, 'delete')
    return undefined
  } finally {
    source.deleted(loaded)
  }
}

function offerUndo(list: ListContext, ids: readonly string[]): void {
  const { crm, entity, t } = list
  if (!crm || !entity) return
  const words = { count: ids.length, ...entityWords(entity) }
  list.notify({
    text: t('list.deleted', words),
    action: {
      label: t('action.undo'),
      run: () => {
        void restoreAll(crm, entity.name, ids).then(({ restored, failed: fault }) => {
          list.source.refresh()
          if (restored > 0)
            list.notify({
              kind: 'success',
              text: t('list.restored', { ...words, count: restored }),
            })
          if (fault !== undefined) failed(list, fault, 'restore')
        })
      },
    },
  })
}

/** Sets fields of what is selected. */
export async function editChosen(
  list: ListContext,
  patch: Readonly<Record<string, unknown>>,
  run: Run,
): Promise<WorkResult | undefined> {
  const { selection, t } = list
  const work = workOf(list, selection, run)
  if (!work || !(await asked(list, 'edit', selection, { patch }))) return undefined
  try {
    const result = await editSelected(work, patch)
    list.emit('crm-bulk-action', { ...detailOf(list, 'edit', selection), patch })
    if (result.done.length > 0 && result.refused.length === 0)
      list.notify({ kind: 'success', text: t('list.bulkChanged', { count: result.done.length }) })
    return result
  } catch (error) {
    failed(list, error, 'edit')
    throw error
  } finally {
    list.update()
  }
}

export async function exportRecords(
  list: ListContext,
  selection: Selection | undefined,
): Promise<void> {
  const { crm, entity, request, columns, source, t } = list
  if (!crm || !entity || !(await asked(list, 'export', selection ?? whole()))) return
  list.announce(t('list.exporting'))
  try {
    await exportFile({
      crm,
      entity,
      filter: source.filter,
      q: request.search,
      sort: request.sort,
      fields: shownColumns(columns).map(({ key }) => key),
      selection,
      signal: list.signal,
    })
    list.notify({ kind: 'success', text: t('list.exportedAll') })
    list.emit('crm-bulk-action', detailOf(list, 'export', selection ?? whole()))
  } catch (error) {
    failed(list, error, 'export')
  }
}

/** An action of the host's: the list only says what it is about. */
export async function hostAction(list: ListContext, action: string): Promise<void> {
  if (await asked(list, action, list.selection))
    list.emit('crm-bulk-action', detailOf(list, action, list.selection))
}

/** What is selected as one value, where they all have the same: for the editor to begin with. */
export function commonValue(list: ListContext, key: string): unknown {
  const { all, ids } = list.selection.state
  if (all) return undefined
  const values = ids.map((id) => JSON.stringify(valueAt(list.source.record(id), key) ?? null))
  return new Set(values).size === 1 && values[0] !== undefined
    ? (JSON.parse(values[0]) as unknown)
    : undefined
}

async function asked(
  list: ListContext,
  action: string,
  selection: Selection,
  more = {},
): Promise<boolean> {
  const { proceed } = await list.before('bulk-action', {
    ...detailOf(list, action, selection),
    ...more,
  })
  return proceed
}

function detailOf({ request, source }: ListContext, action: string, { state }: Selection) {
  return { action, ...state, query: { ...request, filter: source.filter } }
}

function workOf(list: ListContext, selection: Selection, run: Run): Work | undefined {
  const { crm, entity, request, source } = list
  if (!crm || !entity) return undefined
  return {
    crm,
    entity,
    query: { filter: source.filter, q: request.search },
    selection,
    total: selection.count(source.total),
    ...run,
  }
}

function whole(): Selection {
  const selection = new Selection()
  selection.selectAll()
  return selection
}

function failed(list: ListContext, error: unknown, source: string): void {
  if (isAbort(error)) return
  if (list.fail(error, source))
    list.notify({ kind: 'error', text: error instanceof Error ? error.message : String(error) })
}
