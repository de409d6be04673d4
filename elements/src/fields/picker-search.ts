import { CREATE, type PickerArgs, type PickerItem } from './picker-item.ts'

/** Long enough that a fast typist asks once, short enough not to be felt. */
const SEARCH_DELAY_MS = 150
/** Rows in the list at once; typing finds the rest. */
const LONGEST_LIST = 100

/** What there is to choose for a text: of the values at hand, or asked for when somebody pauses. */
export interface PickerSearch {
  /** The offer to make what was typed included. */
  readonly found: readonly PickerItem[]
  /** Without that offer. */
  readonly count: number
  readonly isBusy: boolean
  /** Why nothing was found, or made. */
  readonly fault: string | undefined
  readonly find: (text: string, when: 'now' | 'in a moment') => void
  /** What the offer has made; undefined when it was refused. */
  readonly make: (text: string) => Promise<PickerItem | undefined>
  readonly stop: () => void
}

export interface PickerSearchHost {
  readonly args: () => PickerArgs
  /** There is something else to choose from now. */
  readonly arrived: () => void
  readonly redraw: () => void
}

export function createPickerSearch(host: PickerSearchHost): PickerSearch {
  let text = ''
  let all: readonly PickerItem[] = []
  let isBusy = false
  let fault: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let asked: AbortController | undefined

  return {
    get found() {
      return isNew() ? [...all, { value: CREATE, label: text }] : all
    },
    get count() {
      return all.length
    },
    get isBusy() {
      return isBusy
    },
    get fault() {
      return fault
    },
    find(sought, when) {
      stop()
      text = sought.trim()
      fault = undefined
      const { items, search } = host.args()
      if (items) take(matching(items, text))
      else if (search) {
        isBusy = true
        timer = setTimeout(() => void ask(search), when === 'now' ? 0 : SEARCH_DELAY_MS)
      }
    },
    async make(label) {
      isBusy = true
      host.redraw()
      try {
        return await host.args().create?.(label)
      } catch (error) {
        fail(error)
        return undefined
      } finally {
        isBusy = false
      }
    },
    stop,
  }

  async function ask(search: NonNullable<PickerArgs['search']>): Promise<void> {
    const { signal } = (asked = new AbortController())
    try {
      const found = await search(text, signal)
      if (!signal.aborted) take(found)
    } catch (error) {
      if (!signal.aborted) fail(error)
    }
  }

  function take(found: readonly PickerItem[]): void {
    all = found.slice(0, LONGEST_LIST)
    isBusy = false
    host.arrived()
  }

  function fail(error: unknown): void {
    all = []
    isBusy = false
    fault = error instanceof Error ? error.message : String(error)
    host.redraw()
  }

  function isNew(): boolean {
    const { create } = host.args()
    const isKnown = all.some(({ label }) => label.toLowerCase() === text.toLowerCase())
    return create !== undefined && text !== '' && !isBusy && !isKnown
  }

  function stop(): void {
    clearTimeout(timer)
    asked?.abort()
  }
}

/** Those that begin with the text first, then those that hold it. */
function matching(items: readonly PickerItem[], text: string): readonly PickerItem[] {
  const sought = text.toLowerCase()
  if (sought === '') return items
  const starts = items.filter(({ label }) => label.toLowerCase().startsWith(sought))
  const holds = items.filter(({ label, value }) => {
    const name = label.toLowerCase()
    return !name.startsWith(sought) && (name.includes(sought) || value.toLowerCase() === sought)
  })
  return [...starts, ...holds]
}
