/** What a key means in a grid, whatever the direction of the text. */
export type GridCommand =
  | {
      readonly type: 'move'
      readonly rows: number
      readonly columns: number
      readonly extend: boolean
    }
  | { readonly type: 'page'; readonly by: 1 | -1 }
  | { readonly type: 'edge'; readonly row?: 'first' | 'last'; readonly column: 'first' | 'last' }
  | {
      readonly type: 'edit' | 'open' | 'cancel' | 'select' | 'select-range' | 'select-all' | 'menu'
    }
  | { readonly type: 'resize' | 'move-column'; readonly by: 1 | -1 }

export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/**
 * The keys of a data grid (WAI-ARIA APG) with those of spreadsheets; ⌘ is Ctrl on a Mac. Undefined for keys that are not ours,
 * so that they reach the page.
 */
export function gridCommand(
  press: KeyPress,
  isRtl: boolean,
  isHeader: boolean,
): GridCommand | undefined {
  const { key, shiftKey, altKey } = press
  const command = press.ctrlKey || press.metaKey
  const sideways = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0
  const onwards = (isRtl ? -sideways : sideways) as 1 | -1 | 0
  if (onwards !== 0) {
    if (isHeader && altKey && shiftKey) return { type: 'move-column', by: onwards }
    if (isHeader && altKey) return { type: 'resize', by: onwards }
    if (altKey) return undefined
    if (command) return { type: 'edge', column: onwards === 1 ? 'last' : 'first' }
    return { type: 'move', rows: 0, columns: onwards, extend: false }
  }
  if (isHeader && altKey && key === 'ArrowDown') return { type: 'menu' }
  if (altKey) return undefined
  switch (key) {
    case 'ArrowDown':
    case 'ArrowUp': {
      const rows = key === 'ArrowDown' ? 1 : -1
      if (command) return { type: 'edge', row: rows === 1 ? 'last' : 'first', column: 'first' }
      return { type: 'move', rows, columns: 0, extend: shiftKey }
    }
    case 'Home':
    case 'End': {
      const edge = key === 'Home' ? 'first' : 'last'
      return { type: 'edge', column: edge, ...(command ? { row: edge } : {}) }
    }
    case 'PageDown':
    case 'PageUp':
      return { type: 'page', by: key === 'PageDown' ? 1 : -1 }
    case 'Enter':
      return { type: command ? 'open' : 'edit' }
    case 'F2':
      return { type: 'edit' }
    case 'Escape':
      return { type: 'cancel' }
    case ' ':
      return { type: shiftKey ? 'select-range' : 'select' }
    case 'a':
    case 'A':
      return command && !shiftKey ? { type: 'select-all' } : undefined
    case 'ContextMenu':
      return { type: 'menu' }
    case 'F10':
      return shiftKey ? { type: 'menu' } : undefined
    default:
      return undefined
  }
}
