export interface RovingOptions {
  /** The items as they are now, in order. */
  readonly items: () => readonly HTMLElement[]
  readonly orientation?: 'vertical' | 'horizontal'
  /** Letters jump to the next item that begins with them. */
  readonly typeAhead?: boolean
  /** Beyond the last comes the first. Default true. */
  readonly wrap?: boolean
}

/** Time between two letters of one word (APG: menu, listbox). */
const TYPE_AHEAD_MS = 500

export interface Roving {
  /** True when the key moved the focus. */
  handle(event: KeyboardEvent): boolean
  focusFirst(): void
  focusLast(): void
}

/** Arrow keys move the focus within a group; the group is one stop of the Tab key. */
export function createRoving(options: RovingOptions): Roving {
  let word = ''
  let typedAt = 0

  return {
    handle(event) {
      const items = options.items()
      const current = items.findIndex((item) => item.matches(':focus'))
      const next = target(event, items, current)
      if (!next) return false
      event.preventDefault()
      event.stopPropagation()
      next.focus()
      return true
    },
    focusFirst: () => options.items()[0]?.focus(),
    focusLast: () => options.items().at(-1)?.focus(),
  }

  function target(
    event: KeyboardEvent,
    items: readonly HTMLElement[],
    current: number,
  ): HTMLElement | undefined {
    const [back, forth] = arrows(event)
    const { wrap = true, typeAhead = false } = options
    switch (event.key) {
      case forth:
        return items[current + 1] ?? (wrap ? items[0] : undefined)
      case back:
        return items[current - 1] ?? (wrap ? items.at(-1) : undefined)
      case 'Home':
        return items[0]
      case 'End':
        return items.at(-1)
    }
    const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
    return typeAhead && isLetter ? startingWith(event.key, items, current) : undefined
  }

  function arrows({ currentTarget }: KeyboardEvent): readonly [back: string, forth: string] {
    if (options.orientation !== 'horizontal') return ['ArrowUp', 'ArrowDown']
    const isRtl = currentTarget instanceof Element && currentTarget.matches(':dir(rtl)')
    return isRtl ? ['ArrowRight', 'ArrowLeft'] : ['ArrowLeft', 'ArrowRight']
  }

  function startingWith(
    letter: string,
    items: readonly HTMLElement[],
    current: number,
  ): HTMLElement | undefined {
    const now = performance.now()
    if (letter === ' ' && (word === '' || now - typedAt > TYPE_AHEAD_MS)) return undefined
    word = now - typedAt > TYPE_AHEAD_MS ? letter.toLowerCase() : word + letter.toLowerCase()
    typedAt = now
    // The same letter again goes on to the next item, a longer word stays where it fits.
    const isRepeated = word.length > 1 && [...word].every((other) => other === word[0])
    const wanted = isRepeated ? word.slice(0, 1) : word
    const start = word.length === 1 || isRepeated ? current + 1 : Math.max(current, 0)
    const ordered = [...items.slice(start), ...items.slice(0, start)]
    return ordered.find((item) => textOf(item).startsWith(wanted))
  }
}

function textOf(item: HTMLElement): string {
  return (item.dataset['label'] ?? item.textContent ?? '').trim().toLowerCase()
}
