import { html, nothing, type TemplateResult } from 'lit'
import { directive } from 'lit/directive.js'

import { StatefulDirective } from '../fields/stateful-directive.ts'
import type { PanelArgs } from '../list/panels.ts'
import type { SavedView } from './saved-views.ts'

interface FormArgs extends PanelArgs {
  /** The view that gets another name; undefined: a new one. */
  readonly rename?: SavedView | undefined
}

/** Name of a view, and who sees it. */
class ViewForm extends StatefulDirective<FormArgs> {
  #name = ''
  #shared = false
  #fault: string | undefined
  #isBusy = false

  protected override received(before: FormArgs | undefined): void {
    if (before?.rename === this.args.rename && before) return
    this.#name = this.args.rename?.name ?? ''
  }

  protected override template(): TemplateResult {
    const { list, views, rename } = this.args
    const { t } = list
    return html`<form class="view-form" @submit=${(event: Event) => void this.#submit(event)}>
      <label class="label" for="view-name">${t('views.name')}</label>
      <input
        class="input"
        id="view-name"
        autocomplete="off"
        required
        maxlength="100"
        autofocus
        placeholder=${t('views.namePlaceholder')}
        aria-invalid=${this.#fault === undefined ? nothing : 'true'}
        aria-describedby=${this.#fault === undefined ? nothing : 'view-fault'}
        .value=${this.#name}
        @input=${(event: Event) => {
          this.#name = (event.target as HTMLInputElement).value
          this.#fault = undefined
          this.refresh()
        }}
      />
      ${
        this.#fault === undefined
          ? nothing
          : html`<p class="error-text" id="view-fault" role="alert">${this.#fault}</p>`
      }
      ${
        views.mayShare && !rename
          ? html`<label class="check-line">
              <input
                type="checkbox"
                class="check"
                .checked=${this.#shared}
                @change=${(event: Event) => {
                  this.#shared = (event.target as HTMLInputElement).checked
                }}
              />
              <span>${t('views.share')} <span class="hint">${t('views.sharedHint')}</span></span>
            </label>`
          : nothing
      }
      <div class="panel-foot">
        <span class="spacer"></span>
        <button
          type="submit"
          class="button primary small"
          ?disabled=${this.#isBusy || this.#name.trim() === ''}
        >
          ${t(rename ? 'action.save' : 'views.save')}
        </button>
      </div>
    </form>`
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault()
    const { list, views, rename, onSaveView, close } = this.args
    const name = this.#name.trim()
    if (name === '' || this.#isBusy) return
    this.#isBusy = true
    this.refresh()
    try {
      if (rename) {
        await views.change(rename, { name })
        close()
        list.update()
      } else await onSaveView(name, this.#shared)
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error)
    }
    this.#isBusy = false
    this.refresh()
  }
}

const form = directive(ViewForm)

export function viewForm(args: FormArgs): unknown {
  return form(args)
}

export function deleteViewDialog({ list, views, onDeleteView, close }: PanelArgs): TemplateResult {
  const { t } = list
  const view = views.active
  return html`<div class="dialog-header">
      <h2 id="dialog-title">${t('views.deleteTitle', { name: view?.name ?? '' })}</h2>
    </div>
    <div class="dialog-body">
      <p>${t(view?.shared ? 'views.deleteShared' : 'views.deleteHint')}</p>
    </div>
    <div class="dialog-footer">
      <button type="button" class="button" autofocus @click=${close}>${t('action.cancel')}</button>
      <button type="button" class="button primary danger" @click=${() => void onDeleteView()}>
        ${t('views.delete')}
      </button>
    </div>`
}
