import { html, nothing, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'

import type { Localizer } from '../i18n/localizer.ts'
import type { EntryPlace } from './entry-template.ts'
import { dayName, dayOf } from './timeline-days.ts'
import type { TimelineEntry } from './timeline-entry.ts'

export interface FeedView {
  readonly localizer: Localizer
  /** Newest first, as they are known. */
  readonly entries: readonly TimelineEntry[]
  readonly order: 'newest' | 'oldest'
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly entry: (entry: TimelineEntry, place: EntryPlace) => TemplateResult
  /** Loads earlier ones, and shows them. */
  readonly more: () => Promise<void>
}

/** The entries by days (APG feed), and the button for earlier ones where those will stand. */
export function feed(view: FeedView): TemplateResult {
  const { localizer, order, hasMore, isLoading, more } = view
  const entries = order === 'newest' ? view.entries : [...view.entries].reverse()
  const size = hasMore ? -1 : entries.length
  const earlier = hasMore ? moreButton(view) : nothing
  return html`${order === 'oldest' ? earlier : nothing}
    <div
      class="feed"
      role="feed"
      aria-label=${localizer.t('timeline.label')}
      aria-busy=${String(isLoading)}
      @keydown=${(event: KeyboardEvent) => {
        feedKeys(event, { order, hasMore, more })
      }}
    >
      ${repeat(
        entries,
        ({ id }) => id,
        (entry, index) => {
          const before = entries[index - 1]
          const begins = !before || dayOf(before.at) !== dayOf(entry.at)
          const day = begins ? dayName(entry.at, localizer) : undefined
          return view.entry(entry, { position: index + 1, size, day })
        },
      )}
    </div>
    ${order === 'newest' ? earlier : nothing}`
}

function moreButton({ localizer, isLoading, more }: FeedView): TemplateResult {
  return html`<button
    type="button"
    class="button small more"
    aria-busy=${isLoading ? 'true' : nothing}
    @click=${() => void more()}
  >
    ${localizer.t('timeline.more')}
  </button>`
}

/** Page keys go from entry to entry and on to earlier ones; Ctrl+Home and Ctrl+End leave the feed. */
function feedKeys(
  event: KeyboardEvent,
  { order, hasMore, more }: Pick<FeedView, 'order' | 'hasMore' | 'more'>,
): void {
  const inText = (event.target as Element).closest('textarea, input')
  if (inText || event.altKey || event.metaKey) return
  const list = event.currentTarget as HTMLElement
  const { key, ctrlKey } = event
  if (key === 'PageDown' || key === 'PageUp') {
    const step = key === 'PageDown' ? 1 : -1
    const isTowardsEarlier = step === (order === 'newest' ? 1 : -1)
    void goTo(list, step, hasMore && isTowardsEarlier ? more : undefined)
  } else if (ctrlKey && key === 'Home') edgesOf(list).before?.focus()
  else if (ctrlKey && key === 'End') edgesOf(list).after?.focus()
  else return
  event.preventDefault()
}

async function goTo(
  list: HTMLElement,
  step: number,
  more: FeedView['more'] | undefined,
): Promise<void> {
  const here = entriesIn(list).find((entry) => entry.matches(':focus-within'))
  const next = (): HTMLElement | undefined => {
    const entries = entriesIn(list)
    return entries[here ? entries.indexOf(here) + step : 0]
  }
  if (!next() && more) await more()
  next()?.focus()
}

export function entriesIn(root: ParentNode | null): readonly HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('.entry') ?? [])]
}

/** What can be focused next to the feed: the button for earlier entries, what is chosen, where one writes. */
function edgesOf(list: HTMLElement): { before?: HTMLElement; after?: HTMLElement } {
  const wanted = '.feed, .more, [aria-pressed="true"], .composer-kind[tabindex="0"]'
  const around = [...(list.parentElement?.querySelectorAll<HTMLElement>(wanted) ?? [])]
  const at = around.indexOf(list)
  return { before: around[at - 1], after: around[at + 1] ?? entriesIn(list).at(-1) }
}
