/** Pixels between a control and its list, and between the list and the edge of the window. */
const GAP_PX = 4
const EDGE_PX = 8

/**
 * Shows a popover below its control, or above where there is more room. In the top layer, from inside the shadow root:
 * no `overflow` or `transform` of the host cuts it off. Browsers with anchor positioning follow a scrolled control.
 */
export function placeBelow(popover: HTMLElement, anchor: HTMLElement): void {
  if (!popover.matches(':popover-open')) {
    // `source` makes the control the implicit anchor; older browsers ignore it.
    ;(popover.showPopover as (options?: { source: HTMLElement }) => void).call(popover, {
      source: anchor,
    })
  }
  if (CSS.supports('position-area', 'block-end')) return
  const { left, right, top, bottom, width } = anchor.getBoundingClientRect()
  const below = innerHeight - bottom
  const isAbove = below < popover.offsetHeight + EDGE_PX && top > below
  const { style } = popover
  style.position = 'fixed'
  style.margin = '0'
  style.minWidth = `${String(width)}px`
  style.left = getComputedStyle(anchor).direction === 'rtl' ? 'auto' : `${String(left)}px`
  style.right =
    style.left === 'auto' ? `${String(document.documentElement.clientWidth - right)}px` : 'auto'
  style.top = isAbove ? 'auto' : `${String(bottom + GAP_PX)}px`
  style.bottom = isAbove ? `${String(innerHeight - top + GAP_PX)}px` : 'auto'
}
