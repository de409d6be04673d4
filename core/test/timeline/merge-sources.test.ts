import { expect, test } from '@jest/globals'
import fc from 'fast-check'

import { type BoundSource, readTimeline } from '../../src/timeline/read-timeline.ts'
import { byNewest } from '../../src/timeline/timeline-order.ts'
import type { TimelineEntry } from '../../src/timeline/timeline-source.ts'

const record = { entity: 'contact', recordId: '01890a5d-ac96-774b-bcce-b302099a8057' }

function entry(kind: string, at: string, number: number): TimelineEntry {
  const id = `01890a5d-ac96-774b-bcce-${number.toString(16).padStart(12, '0')}`
  return { id, kind, at, title: kind, actor: null, ...record, data: {} }
}

/** A source as a plugin writes it, over a list that others may add to. */
function sourceOf(kind: string, entries: TimelineEntry[], open = true): BoundSource {
  return {
    name: kind,
    kinds: [kind],
    open,
    read: (_record, { limit, before }) =>
      Promise.resolve(
        entries
          .filter((one) => !before || byNewest(before, one) < 0)
          .sort(byNewest)
          .slice(0, limit),
      ),
  }
}

async function walk(
  sources: readonly BoundSource[],
  limit: number,
  between: (page: number) => void = () => undefined,
): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  for (let page = 0; ; page++) {
    const timeline = await readTimeline(sources, record, { limit, cursor })
    ids.push(...timeline.data.map(({ id }) => id))
    expect(timeline.data.length).toBeLessThanOrEqual(limit)
    if (timeline.page.next === null) return ids
    cursor = timeline.page.next
    between(page)
  }
}

/** Few moments, so that many entries share one; fractions as PostgreSQL writes them, without zeros at the end. */
const moments = [
  '2026-11-20T10:00:00+00:00',
  '2026-11-20T10:00:00.1+00:00',
  '2026-11-20T10:00:00.12+00:00',
  '2026-11-20T10:00:00.123456+00:00',
  '2026-11-20T11:00:00.123455+01:00',
  '1969-12-31T23:59:59.999999Z',
]
const placed = fc.array(
  fc.record({ source: fc.nat({ max: 2 }), moment: fc.nat({ max: moments.length - 1 }) }),
  { maxLength: 60 },
)

test('pages give every entry once, in order, whatever comes in between them', async () => {
  await fc.assert(
    fc.asyncProperty(placed, placed, fc.integer({ min: 1, max: 7 }), async (first, late, limit) => {
      let number = 0
      const kinds = ['call', 'note', 'task']
      const make = ({ source, moment }: { source: number; moment: number }) =>
        entry(kinds[source]!, moments[moment]!, ++number)
      const lists: TimelineEntry[][] = [[], [], []]
      for (const one of first) lists[one.source]!.push(make(one))
      const there = lists.flat()
      const sources = lists.map((list, index) => sourceOf(kinds[index]!, list))
      const waiting = [...late]
      const ids = await walk(sources, limit, () => {
        const next = waiting.pop()
        if (next) lists[next.source]!.push(make(next))
      })
      expect(new Set(ids).size).toBe(ids.length)
      const seen = new Set(ids)
      expect(there.filter(({ id }) => !seen.has(id))).toEqual([])
      const wanted = [...there].sort(byNewest).map(({ id }) => id)
      const old = new Set(wanted)
      expect(ids.filter((id) => old.has(id))).toEqual(wanted)
    }),
    { numRuns: 300 },
  )
})

test('a fraction of a second is compared as a number, not as text', () => {
  const newest = [...moments].sort((one, other) =>
    byNewest({ at: one, id: '' }, { at: other, id: '' }),
  )
  expect(newest.map((at) => moments.indexOf(at))).toEqual([3, 4, 2, 1, 0, 5])
})

test('a source that is not open is not asked, one whose kinds are not wanted neither', async () => {
  const asked: string[] = []
  const watch = (source: BoundSource): BoundSource => ({
    ...source,
    read: (about, page) => {
      asked.push(source.name)
      return source.read(about, page)
    },
  })
  const sources = [sourceOf('call', []), sourceOf('note', []), sourceOf('task', [], false)].map(
    watch,
  )
  await readTimeline(sources, record, { limit: 5, kinds: ['call', 'task'] })
  expect(asked).toEqual(['call'])
})

test.each([
  ['out of order', [entry('call', moments[0]!, 1), entry('call', moments[3]!, 2)]],
  ['twice', [entry('call', moments[0]!, 1), entry('call', moments[0]!, 1)]],
  ['without a UUID', [{ ...entry('call', moments[0]!, 1), id: 'call-1' }]],
])('a source that gives entries %s is told so', async (_how, entries) => {
  const source: BoundSource = {
    ...sourceOf('call', []),
    read: () => Promise.resolve(entries),
  }
  await expect(readTimeline([source], record, { limit: 5 })).rejects.toMatchObject({
    code: 'TIMELINE_DISORDERED',
    details: { source: 'call' },
  })
})

test('a source that ignores where the page begins is told so', async () => {
  const entries = [3, 2, 1].map((number) => entry('call', moments[0]!, number))
  const source: BoundSource = { ...sourceOf('call', []), read: () => Promise.resolve(entries) }
  const { page } = await readTimeline([source], record, { limit: 2 })
  const again = readTimeline([source], record, { limit: 2, cursor: page.next ?? '' })
  await expect(again).rejects.toMatchObject({ code: 'TIMELINE_DISORDERED' })
})
