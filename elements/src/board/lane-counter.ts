import type { BoardReader, Counts, Owner } from './board-reader.ts'
import type { Lane } from './card-places.ts'

interface CounterHost {
  readonly reader: BoardReader
  readonly make: (owner: Owner | undefined) => Lane
}

/** What the server counts, and the lanes to show it in. */
export interface Counted {
  readonly counts: Counts
  readonly lanes: readonly Lane[]
}

const NOBODY: Owner = { id: '', name: '' }

/** Counts a board, and finds whose lanes it has: those of everybody who has something, and of the rest when somebody asks. */
export class LaneCounter {
  readonly #host: CounterHost

  constructor(host: CounterHost) {
    this.#host = host
  }

  /** Adds lanes for those who have something by now; none goes away below what one looks at. */
  async count(known: readonly Lane[]): Promise<Counted> {
    const { reader, make } = this.#host
    const isFirst = known.length === 0
    if (!reader.hasLanes) {
      const counts = await reader.counts([])
      return { counts, lanes: isFirst ? [make(undefined)] : known }
    }
    const counts = await reader.counts(isFirst ? await this.#whoMayHave() : ownersOf(known))
    const having = [...counts].filter(([, columns]) => columns.some(({ count }) => count > 0))
    const ids = having.flatMap(([owner]) => owner ?? [])
    const missing = ids.filter((id) => !known.some(({ owner }) => owner === id))
    return { counts, lanes: withLanes(known, await this.#named(missing), make) }
  }

  /** Lanes of those who have nothing too. */
  async everybody(known: readonly Lane[]): Promise<readonly Lane[]> {
    const { reader, make } = this.#host
    const lanes = withLanes(known, [...(await reader.owners()), NOBODY], make)
    for (const { columns } of lanes)
      for (const { rows } of columns) if (!rows.counted) rows.setCount(0)
    return lanes
  }

  /** A pipeline says by itself who has something; of other boards everybody is asked about. */
  async #whoMayHave(): Promise<readonly string[]> {
    const { reader } = this.#host
    if (reader.knowsOwners) return []
    return ['', ...(await reader.owners()).map(({ id }) => id)]
  }

  async #named(ids: readonly string[]): Promise<readonly Owner[]> {
    const owners = await this.#host.reader.owners(ids.filter((id) => id !== ''))
    const names = new Map(owners.map(({ id, name }) => [id, name]))
    return ids.map((id) => ({ id, name: names.get(id) ?? '' }))
  }
}

export function showCounts({ counts, lanes }: Counted): void {
  for (const { owner, columns } of lanes)
    for (const [at, { rows }] of columns.entries()) {
      const { count = 0, sums = [] } = counts.get(owner)?.[at] ?? {}
      rows.setCount(count)
      rows.sums = sums
    }
}

export function isFull({ columns }: Lane): boolean {
  return columns.some(({ rows }) => rows.count > 0)
}

/** By name, nobody's last; there is always one. */
function withLanes(
  known: readonly Lane[],
  owners: readonly Owner[],
  make: CounterHost['make'],
): readonly Lane[] {
  const missing = owners.filter(({ id }) => !known.some(({ owner }) => owner === id))
  const wanted = known.length + missing.length === 0 ? [NOBODY] : missing
  return wanted.length === 0 ? known : [...known, ...wanted.map(make)].sort(byName)
}

function ownersOf(lanes: readonly Lane[]): readonly string[] {
  return lanes.flatMap(({ owner }) => owner ?? [])
}

function byName(a: Lane, b: Lane): number {
  if (a.owner === '' || b.owner === '') return Number(a.owner === '') - Number(b.owner === '')
  return a.name.localeCompare(b.name)
}
