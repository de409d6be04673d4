import { html, nothing, type TemplateResult } from 'lit'
import { directive } from 'lit/directive.js'
import { repeat } from 'lit/directives/repeat.js'

import type { Change, Page } from '@crmkit/schemas/client'

import { faultOf, isAbort } from '../base/errors.ts'
import type { EntityInfo } from '../client/entity-schemas.ts'
import type { FieldInfo } from '../client/field-info.ts'
import type { FieldContext } from '../fields/renderers.ts'
import { StatefulDirective } from '../fields/stateful-directive.ts'
import type { Localizer } from '../i18n/localizer.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { isMessageKey } from '../i18n/table.ts'
import { avatar } from '../primitives/avatar.ts'
import { emptyPanel, errorPanel } from '../primitives/panels.ts'
import { skeleton } from '../primitives/skeleton.ts'
import { changedFields, changeFields } from './change-fields.ts'

export interface ChangeListArgs {
  readonly context: FieldContext
  readonly localizer: Localizer
  readonly info: EntityInfo
  readonly id: string
  /** A later version has a later change to show. */
  readonly version: unknown
  readonly failed: (error: unknown) => void
}

const PAGE = 20

/** Who changed what, newest first, in the words of the fields. */
class ChangeList extends StatefulDirective<ChangeListArgs> {
  #changes: readonly Change[] | undefined
  #next: string | null = null
  #error: unknown
  #isLoading = false
  #asked: AbortController | undefined

  protected override received(before: ChangeListArgs | undefined): void {
    const { id, version, info } = this.args
    if (before?.id !== id || before.info.name !== info.name) {
      this.#changes = undefined
      void this.#load()
    } else if (before.version !== version) void this.#load()
  }

  protected override disconnected(): void {
    this.#asked?.abort()
  }

  protected override reconnected(): void {
    void this.#load()
  }

  protected override template(): unknown {
    const { context, localizer } = this.args
    const { t } = context
    if (this.#error !== undefined && !this.#changes) {
      return errorPanel(faultOf(this.#error, 'changes'), {
        localizer,
        onRetry: () => void this.#load(),
      })
    }
    if (!this.#changes) return skeleton(5)
    if (this.#changes.length === 0) {
      return emptyPanel({ title: t('record.changesNone'), icon: 'history' })
    }
    return html`<ol class="changes">
        ${repeat(
          this.#changes,
          ({ seq }) => seq,
          (change) => this.#item(change),
        )}
      </ol>
      ${
        this.#next
          ? html`<button
              type="button"
              class="button small"
              aria-busy=${this.#isLoading ? 'true' : nothing}
              @click=${() => void this.#load(this.#next ?? undefined)}
            >
              ${t('record.changesMore')}
            </button>`
          : nothing
      }`
  }

  #item(change: Change): TemplateResult {
    const { context, info } = this.args
    const { t, format } = context
    const { actor, action, at, through } = change
    const who = actor.name ?? actor.kind
    const fields = action === 'updated' ? changedFields(info, change) : []
    const key = `record.through.${through}` as MessageKey
    return html`<li class="change">
      ${avatar(who, { seed: actor.id })}
      <div class="change-body">
        <p class="change-line">
          <strong>${who}</strong> ${this.#deed(change, fields)}
          ${
            isMessageKey(key)
              ? html`<span class="muted">${t('record.changeBy', { through: t(key) })}</span>`
              : nothing
          }
          <time class="muted" datetime=${at} title=${format.dateTime(at)}
            >${format.relative(at)}</time
          >
        </p>
        ${changeFields(change, fields, context, {
          before: t('record.changeBefore'),
          after: t('record.changeAfter'),
          masked: t('record.changeMasked'),
        })}
      </div>
    </li>`
  }

  #deed({ action, name }: Change, fields: readonly FieldInfo[]): string {
    const { context, info } = this.args
    const { t, format } = context
    const one = info.label.one.toLowerCase()
    switch (action) {
      case 'created':
        return t('record.changeCreated', { name: one })
      case 'updated':
        return t('record.changeUpdated', { names: format.list(fields.map(({ label }) => label)) })
      case 'deleted':
        return t('record.changeDeleted', { name: one })
      case 'restored':
        return t('record.changeRestored', { name: one })
      default:
        return t('record.changeOther', { name })
    }
  }

  async #load(cursor?: string): Promise<void> {
    const { context, info, id, failed } = this.args
    if (!context.crm) return
    this.#asked?.abort()
    const { signal } = (this.#asked = new AbortController())
    this.#isLoading = true
    const query = new URLSearchParams({ limit: String(PAGE), ...(cursor ? { cursor } : {}) })
    try {
      const answer = await context.crm.send<Page<Change>>({
        method: 'GET',
        path: `/${info.plural}/${encodeURIComponent(id)}/changes?${query.toString()}`,
        signal,
      })
      if (signal.aborted) return
      this.#changes = cursor ? [...(this.#changes ?? []), ...answer.data] : answer.data
      this.#next = answer.page.next
      this.#error = undefined
    } catch (error) {
      if (isAbort(error)) return
      this.#error = error
      failed(error)
    }
    this.#isLoading = false
    this.refresh()
  }
}

const changeListDirective = directive(ChangeList)

export function changeList(args: ChangeListArgs): unknown {
  return changeListDirective(args)
}
