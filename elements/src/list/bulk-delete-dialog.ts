import { html, type TemplateResult } from 'lit'
import { directive } from 'lit/directive.js'

import { StatefulDirective } from '../fields/stateful-directive.ts'
import { deleteChosen } from './bulk-actions.ts'
import type { WorkProgress } from './bulk-work.ts'
import { entityWords } from './entity-words.ts'
import type { PanelArgs } from './panels.ts'
import { progressBar } from './progress-bar.ts'

/** Asks before many records are deleted; shows how far it is, and can be stopped. */
class BulkDeleteDialog extends StatefulDirective<PanelArgs> {
  #running: AbortController | undefined
  #progress: WorkProgress | undefined

  protected override disconnected(): void {
    this.#running?.abort()
  }

  protected override template(): TemplateResult {
    const { list, close } = this.args
    const { t, entity, selection, source } = list
    const words = { count: selection.count(source.total), ...entityWords(entity) }
    const isRunning = this.#running !== undefined
    return html`<div class="dialog-header">
        <h2 id="dialog-title">${t('list.deleteTitle', words)}</h2>
      </div>
      <div class="dialog-body">
        ${isRunning ? progressBar(list, this.#progress) : html`<p>${t('list.deleteHint')}</p>`}
      </div>
      <div class="dialog-footer">
        ${
          isRunning
            ? html`<button type="button" class="button" @click=${() => this.#running?.abort()}>
                ${t('list.bulkStop')}
              </button>`
            : html`<button type="button" class="button" autofocus @click=${close}>
                  ${t('action.cancel')}
                </button>
                <button
                  type="button"
                  class="button primary danger"
                  @click=${() => void this.#run()}
                >
                  ${t('list.deleteConfirm', words)}
                </button>`
        }
      </div>`
  }

  async #run(): Promise<void> {
    const { list, close } = this.args
    this.#running = new AbortController()
    this.refresh()
    await deleteChosen(list, {
      signal: this.#running.signal,
      onProgress: (progress) => {
        this.#progress = progress
        this.refresh()
      },
    })
    this.#running = undefined
    close()
  }
}

const bulkDelete = directive(BulkDeleteDialog)

export function bulkDeleteDialog(args: PanelArgs): unknown {
  return bulkDelete(args)
}
