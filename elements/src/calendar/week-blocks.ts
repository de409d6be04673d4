/** Where a week begins to be shown: what is earlier is scrolled to. */
export const FIRST_HOUR = 7

/** px between the first hour and what stands above it. */
const GAP = 12

/** Puts the entries of a week at their minutes: a style attribute would be forbidden by a strict Content-Security-Policy. */
export function placeBlocks(root: ParentNode): void {
  for (const { dataset, style } of root.querySelectorAll<HTMLElement>('.block-place')) {
    const { minute = '0', minutes = '30', column = '0', of = '1' } = dataset
    style.setProperty('--_minute', minute)
    style.setProperty('--_minutes', minutes)
    style.setProperty('--_column', column)
    style.setProperty('--_of', of)
  }
}

/** Shows the first hours of a day, and the day itself where not all of the week fits; false while there is no week. */
export function scrollToFirstHour(root: ParentNode, day: string): boolean {
  const cell = root.querySelector(`.cell[data-day="${day}"][data-hour="${String(FIRST_HOUR)}"]`)
  const box = root.querySelector<HTMLElement>('.scroll')
  if (!cell || !box) return false
  const place = cell.getBoundingClientRect()
  const view = box.getBoundingClientRect()
  const heads = [...root.querySelectorAll<HTMLElement>('.hour-head, .whole-row')]
  const above = heads.reduce((sum, { offsetHeight }) => sum + offsetHeight, 0)
  box.scrollTop += place.top - view.top - above - GAP
  if (place.right > view.right) box.scrollLeft += place.right - view.right
  else if (place.left < view.left) box.scrollLeft += place.left - view.left
  return true
}
