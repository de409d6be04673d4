import { addDays, type PlainDay } from '../tasks/plain-day.ts'
import { addMonths, firstWeekday, weekOf } from './calendar-days.ts'
import { type CalendarEntry, clockOf, minuteOf, STEP } from './calendar-entry.ts'
import type { Place } from './calendar-grid.ts'
import type { EntryWrites } from './entry-writes.ts'

/** What decides where a key leads. */
export interface KeySpace {
  readonly view: 'month' | 'week'
  readonly locale: string
  readonly isRtl: boolean
}

export interface KeysHost {
  readonly root: () => ParentNode
  readonly space: () => KeySpace
  readonly entry: (id: string | undefined) => CalendarEntry | undefined
  /** Somebody wants to add one there. */
  readonly add: (cell: HTMLElement, place: Place) => void
  /** Shows it; done when it is drawn. */
  readonly goTo: (place: Pick<Place, 'day'> & Partial<Place>) => Promise<unknown>
  /** Undefined where nothing may be changed. */
  readonly writes: () => Pick<EntryWrites, 'move' | 'stretch'> | undefined
}

/**
 * Keys in the grid: from place to place, into a day and out of it, along its entries. With Shift an entry goes along; with Alt too it
 * becomes longer or shorter.
 */
export class CalendarKeys {
  readonly #host: KeysHost

  constructor(host: KeysHost) {
    this.#host = host
  }

  readonly handle = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement
    const cell = target.closest<HTMLElement>('.cell')
    const isOwn = !event.altKey || (event.shiftKey && target !== cell)
    if (!cell || event.ctrlKey || event.metaKey || !isOwn) return
    const isDone = target === cell ? this.#inGrid(event, cell) : this.#inCell(event, target, cell)
    if (!isDone) return
    event.preventDefault()
    event.stopPropagation()
  }

  #inGrid(event: KeyboardEvent, cell: HTMLElement): boolean {
    const place = placeOf(cell)
    if (event.key === 'Enter') {
      this.#host.add(cell, place)
      return true
    }
    if (event.key === ' ' || event.key === 'F2') {
      cell.querySelector<HTMLElement>('.chip')?.focus()
      return true
    }
    const next = nextPlace(event, place, this.#host.space())
    if (!next) return false
    void this.#focusPlace(next)
    return true
  }

  async #focusPlace(place: Place): Promise<void> {
    await this.#host.goTo(place)
    this.#find(`.cell[data-day="${place.day}"][data-hour="${String(place.hour)}"]`)?.focus()
  }

  #inCell(
    { key, shiftKey, altKey }: KeyboardEvent,
    target: HTMLElement,
    cell: HTMLElement,
  ): boolean {
    if (key === 'Escape') {
      cell.focus()
      return true
    }
    if (!key.startsWith('Arrow')) return false
    const chip = target.closest<HTMLElement>('.chip')
    const entry = this.#host.entry(chip?.dataset['recordId'])
    if (shiftKey && entry) {
      if (altKey) this.#stretch(key, entry)
      else void this.#shift(key, entry)
      return true
    }
    const items = [...cell.querySelectorAll<HTMLElement>('.chip, .more')]
    const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
    items[items.indexOf(target) + by]?.focus()
    return true
  }

  async #shift(key: string, entry: CalendarEntry): Promise<void> {
    const to = shiftedPlace(key, entry, this.#host.space())
    const writes = this.#host.writes()
    if (!to || !writes) return
    const moved = writes.move(entry, to.day, to.time)
    // Where it went is what is shown.
    await this.#host.goTo({ day: to.day })
    await moved
    await this.#host.goTo({ day: to.day })
    this.#find(`.chip[data-record-id="${entry.id}"]`)?.focus()
  }

  #stretch(key: string, entry: CalendarEntry): void {
    const by = key === 'ArrowDown' ? STEP : key === 'ArrowUp' ? -STEP : 0
    const minutes = entry.minutes + by
    if (by === 0 || minutes < STEP || entry.time === undefined) return
    void this.#host.writes()?.stretch(entry, minutes)
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.root().querySelector<HTMLElement>(selector)
  }
}

/** The place of a cell of the grid. */
export function placeOf({ dataset: { day = '', hour = '-1' } }: HTMLElement): Place {
  return { day: day as PlainDay, hour: Number(hour) }
}

/** Where a key leads from a day or an hour (APG grid of dates): arrows, Home and End, page keys; undefined for other keys. */
function nextPlace(
  { key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  { day, hour }: Place,
  { view, locale, isRtl }: KeySpace,
): Place | undefined {
  const isWeek = view === 'week'
  const week = weekOf(day, firstWeekday(locale))
  const along = isRtl ? -1 : 1
  switch (key) {
    case 'ArrowRight':
      return { day: addDays(day, along), hour }
    case 'ArrowLeft':
      return { day: addDays(day, -along), hour }
    case 'ArrowDown':
      return isWeek ? { day, hour: Math.min(23, hour + 1) } : { day: addDays(day, 7), hour }
    case 'ArrowUp':
      return isWeek ? { day, hour: Math.max(-1, hour - 1) } : { day: addDays(day, -7), hour }
    case 'Home':
      return { day: week[0] ?? day, hour }
    case 'End':
      return { day: week[6] ?? day, hour }
    case 'PageDown':
    case 'PageUp': {
      const by = key === 'PageDown' ? 1 : -1
      if (isWeek) return { day: addDays(day, by * 7), hour }
      return { day: addMonths(day, shiftKey ? by * 12 : by), hour }
    }
    default:
      return undefined
  }
}

/** Where an arrow moves an entry: a day or a week on, in a week's column by its minutes; undefined where there is no such way. */
function shiftedPlace(
  key: string,
  entry: CalendarEntry,
  { view, isRtl }: KeySpace,
): { readonly day: PlainDay; readonly time: string | undefined } | undefined {
  const isUpright = key === 'ArrowDown' || key === 'ArrowUp'
  const isOn = key === 'ArrowDown' || key === (isRtl ? 'ArrowLeft' : 'ArrowRight')
  const by = isOn ? 1 : -1
  if (!isUpright) return { day: addDays(entry.day, by), time: undefined }
  if (view === 'month') return { day: addDays(entry.day, by * 7), time: undefined }
  if (entry.time === undefined) return undefined
  return { day: entry.day, time: clockOf(minuteOf(entry.time) + by * STEP) }
}
