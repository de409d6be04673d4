/** Row of an element of the grid; -1: the headers. */
export function indexOf(target: EventTarget | null): number {
  const row = (target as Element | null)?.closest<HTMLElement>('.body-row')
  return row ? Number(row.dataset['index']) : -1
}

/** Column of an element of the grid. */
export function keyOf(target: EventTarget | null): string | undefined {
  return (target as Element | null)?.closest<HTMLElement>('[data-col]')?.dataset['col']
}
