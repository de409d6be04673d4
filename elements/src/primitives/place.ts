/** Where a floating panel stands: below its anchor, with the starts or the ends of both in line. */
export interface Placement {
  readonly align?: 'start' | 'end'
  /** At least as wide as the anchor. */
  readonly matchWidth?: boolean
  /** Between the two, in px. */
  readonly gap?: number
}

let anchors = 0

/**
 * Keeps an open popover beside its anchor, turned over where there is no room. By CSS anchor positioning, which needs no
 * listeners; where a browser has none (Firefox before 147, Safari before 26), by measuring. Returns what ends it.
 */
export function place(
  panel: HTMLElement,
  anchor: HTMLElement,
  { align = 'start', matchWidth = false, gap = 4 }: Placement = {},
): () => void {
  if (matchWidth) panel.style.setProperty('min-width', `${anchor.offsetWidth}px`)
  return CSS.supports('position-area: block-end')
    ? placeByCss(panel, anchor, align, gap)
    : placeByMeasure(panel, anchor, align, gap)
}

function placeByCss(
  panel: HTMLElement,
  anchor: HTMLElement,
  align: 'start' | 'end',
  gap: number,
): () => void {
  const name = `--crm-anchor-${anchors++}`
  // An element can be the anchor of several panels at once: names are a list.
  const before = anchor.style.getPropertyValue('anchor-name')
  anchor.style.setProperty('anchor-name', before ? `${before}, ${name}` : name)
  const set = (property: string, value: string): void => panel.style.setProperty(property, value)
  set('position', 'fixed')
  set('inset', 'auto')
  set('margin', `${gap}px 0`)
  set('position-anchor', name)
  set(
    'position-area',
    align === 'start' ? 'block-end span-inline-end' : 'block-end span-inline-start',
  )
  set('position-try-fallbacks', 'flip-block, flip-inline, flip-block flip-inline')
  return () => {
    const left = anchor.style
      .getPropertyValue('anchor-name')
      .split(',')
      .filter((other) => other.trim() !== name)
    if (left.length > 0) anchor.style.setProperty('anchor-name', left.join(','))
    else anchor.style.removeProperty('anchor-name')
  }
}

const MARGIN = 8

function placeByMeasure(
  panel: HTMLElement,
  anchor: HTMLElement,
  align: 'start' | 'end',
  gap: number,
): () => void {
  const measure = (): void => {
    const at = anchor.getBoundingClientRect()
    const isStart = (align === 'start') === (getComputedStyle(anchor).direction === 'ltr')
    const { offsetWidth: width, offsetHeight: height } = panel
    const left = isStart ? at.left : at.right - width
    const below = at.bottom + gap
    const fits = below + height <= innerHeight - MARGIN || at.top < height + gap
    const set = (property: string, value: number): void =>
      panel.style.setProperty(property, `${Math.round(value)}px`)
    panel.style.setProperty('position', 'fixed')
    panel.style.setProperty('inset', 'auto')
    panel.style.setProperty('margin', '0')
    set('left', Math.min(Math.max(left, MARGIN), innerWidth - width - MARGIN))
    set('top', fits ? below : at.top - gap - height)
  }
  measure()
  const stop = new AbortController()
  const options = { capture: true, passive: true, signal: stop.signal }
  addEventListener('scroll', measure, options)
  addEventListener('resize', measure, options)
  return () => stop.abort()
}
