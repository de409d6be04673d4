/** Where a week begins to be shown: what is earlier is scrolled to. */
export const FIRST_HOUR = 7

/** px between the first hour and the row of days above it. */
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

/** False while there is no week to scroll. */
export function scrollToFirstHour(root: ParentNode): boolean {
  const row = root.querySelector<HTMLElement>(`[data-hour-row="${String(FIRST_HOUR)}"]`)
  const box = root.querySelector<HTMLElement>('.scroll')
  if (!row || !box) return false
  const head = root.querySelector<HTMLElement>('.hour-head')?.offsetHeight ?? 0
  box.scrollTop += row.getBoundingClientRect().top - box.getBoundingClientRect().top - head - GAP
  return true
}
