import { expect } from '@jest/globals'
import fc from 'fast-check'

import type { TestAnswer, TestClient } from '../../src/testing/create-test-crm.ts'
import type { LiveWorld } from './live-world.ts'
import { createShadow, listAuthors, type Shadow } from './shadow.ts'

const PEOPLE = ['admin', 'ann', 'bob', 'lead'] as const
const record = fc.nat({ max: 7 })
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('create' as const), owner: fc.nat({ max: 3 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('rename' as const), record, name: fc.nat() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('assign' as const), record, owner: fc.nat({ max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), record }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restore' as const), record }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('purge' as const), record }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('drop' as const), who: fc.nat({ max: 3 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('mask' as const), name: fc.boolean() }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/**
 * Four people with different reach follow the authors of a tenant of their own while authors are written at random, several at once,
 * and connections are cut at random. In the end each must show what they may read, and nothing else.
 */
export async function playRandomly(world: LiveWorld, runs: number): Promise<void> {
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      await play(world, `tenant-${run++}`, steps)
    }),
    { numRuns: runs, endOnFailure: true },
  )
}

async function play(world: LiveWorld, tenant: string, steps: readonly Step[]): Promise<void> {
  const { admin, owners } = await people(world, tenant)
  const shadows = await Promise.all(
    PEOPLE.map((name) => createShadow(world, tenant, { id: name, roles: [ROLES[name]] })),
  )
  const ids: string[] = []
  const written = new Map<string, string>()
  const pending: Promise<unknown>[] = []
  const write = (id: string | undefined, send: (headers: object) => Promise<TestAnswer>) => {
    const requestId = `w${written.size + pending.length}-${Math.random()}`
    const done = send({ 'x-request-id': requestId }).then(({ status, body }) => {
      if (status >= 300) return
      const recordId = id ?? (body.data.id as string)
      if (id === undefined) ids.push(recordId)
      written.set(requestId, recordId)
    })
    pending.push(done)
  }
  for (const one of steps) {
    // Up to four at once, so that transactions overlap.
    if (pending.length >= 4) await Promise.all(pending.splice(0))
    await playOne(one, { admin, owners, ids, shadows, write })
  }
  await Promise.all(pending)

  const mark = (await admin.post('/books', { title: 'A mark' })).body.data.id
  for (const shadow of shadows) await shadow.settle(mark)
  for (const [at, shadow] of shadows.entries()) {
    const name = PEOPLE[at] ?? 'admin'
    const truth = await listAuthors(world.t.as(tenant, { id: name, roles: [ROLES[name]] }))
    const isAll = name === 'admin'
    expect(plain([...shadow.records.values()], isAll)).toEqual(plain(truth, isAll))
    expect(outOfOrder(shadow)).toEqual([])
  }
  // A read that changed nothing has no change to tell.
  const changes = await world.t.changes(tenant)
  const logged = changes.filter(({ entity, action }) => entity === 'author' && action !== 'event')
  const heard = new Set(shadows[0]?.told.map(({ requestId }) => requestId))
  const missed = logged.filter(({ requestId }) => written.has(requestId) && !heard.has(requestId))
  if (shadows[0]?.resets === 0) expect(missed).toEqual([])
  for (const shadow of shadows) await shadow.close()
}

const ROLES = { admin: 'admin', ann: 'rep', bob: 'rep', lead: 'lead' } as const

interface Stage {
  readonly admin: TestClient
  readonly owners: readonly (string | null)[]
  readonly ids: readonly string[]
  readonly shadows: readonly Shadow[]
  readonly write: (id: string | undefined, send: (headers: object) => Promise<TestAnswer>) => void
}

async function playOne(step: Step, { admin, owners, ids, shadows, write }: Stage): Promise<void> {
  if (step.do === 'wait') return new Promise((resolve) => setTimeout(resolve, 15))
  if (step.do === 'mask') return saveRole(admin, 'rep', 'own', step.name)
  if (step.do === 'drop') return shadows[step.who]?.drop()
  if (step.do === 'create') {
    const ownerId = owners[step.owner] ?? null
    return write(undefined, (headers) =>
      admin.post('/authors', { name: 'New', ownerId }, { ...headers }),
    )
  }
  const id = ids[step.record % Math.max(1, ids.length)]
  if (id === undefined) return
  const path = `/authors/${id}`
  write(id, (more) => {
    const headers = { ...more }
    if (step.do === 'rename') return admin.patch(path, { name: `Name ${step.name}` }, headers)
    if (step.do === 'assign')
      return admin.patch(path, { ownerId: owners[step.owner] ?? null }, headers)
    if (step.do === 'restore') return admin.post(`${path}/restore`, undefined, headers)
    return admin.delete(step.do === 'purge' ? `${path}?purge=true` : path, headers)
  })
}

async function saveRole(
  admin: TestClient,
  name: string,
  scope: string,
  hidesName = false,
): Promise<void> {
  await admin.put(`/roles/${name}`, {
    label: name,
    permissions: { 'author.read': scope, 'book.read': 'all' },
    fields: hidesName ? { 'author.name': 'none' } : {},
  })
}

/** Ann and the lead are in one team; nobody owns what has no owner. */
async function people(world: LiveWorld, tenant: string) {
  const admin = world.t.as(tenant)
  await saveRole(admin, 'rep', 'own')
  await saveRole(admin, 'lead', 'team')
  const team = (await admin.post('/teams', { name: 'North' })).body.data.id as string
  const memberOf = async (name: 'ann' | 'bob' | 'lead') =>
    (await world.t.as(tenant, { id: name, roles: [ROLES[name]] }).get('/me')).body.data.member
      .id as string
  const [ann, bob, lead] = [await memberOf('ann'), await memberOf('bob'), await memberOf('lead')]
  for (const id of [ann, lead]) await admin.patch(`/members/${id}`, { teamIds: [team] })
  return { admin, owners: [null, ann, bob, lead] }
}

/** Repetitions apart, no record goes back to an older version. */
function outOfOrder({ told }: Shadow): unknown[] {
  const newest = new Map<string, number>()
  const seen = new Set<string>()
  return told.filter(({ id, version, requestId, action }) => {
    const key = `${id} ${requestId} ${action}`
    if (seen.has(key) || version === null) return false
    seen.add(key)
    const isOlder = version < (newest.get(id) ?? 0)
    newest.set(id, version)
    return isOlder
  })
}

/** What is not told of is not known to have happened: a change of hidden fields alone moves version and stamps all the same. */
function plain(records: readonly Record<string, unknown>[], withStamps: boolean): unknown[] {
  const sorted = [...records].sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1))
  return sorted.map(({ ext: _, version, updatedAt, updatedBy, ...record }) =>
    withStamps ? { ...record, version, updatedAt, updatedBy } : record,
  )
}
