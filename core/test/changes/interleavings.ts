import { expect } from '@jest/globals'
import fc from 'fast-check'

import { createDispatcher } from '../../src/changes/dispatcher.ts'
import { createSubscriberIndex } from '../../src/changes/subscribers.ts'
import { type EngineDatabase, silent } from '../jobs/engine-database.ts'
import { dispatchedSeqs, forgetChanges, openWriter, patiently } from './change-rows.ts'

const CONNECTIONS = 8

/** A dispatcher whose one subscriber, `a:on-all`, listens to everything; it passes strangers' transactions by at once. */
export function dispatcherFor(db: EngineDatabase, batchSize?: number) {
  const findSubscribers = createSubscriberIndex([{ plugin: 'a', id: 'all', on: '*' }])
  return createDispatcher({
    ownerPool: db.owner,
    schema: db.schema,
    findSubscribers,
    logger: silent,
    batchSize,
    patienceMs: 0,
  })
}

const act = fc.constantFrom(
  ...([
    'write',
    'write',
    'write',
    'begin',
    'commit',
    'commit',
    'rollback',
    'savepoint',
    'back',
  ] as const),
)
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: act, by: fc.nat(CONNECTIONS - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dispatch' as const), by: fc.nat(1) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** One connection and what its open transaction would commit. */
interface Session {
  writer: Awaited<ReturnType<typeof openWriter>>
  open: { seqs: number[]; savepoints: number[] } | undefined
}

/**
 * Plays random orders of begin, write, savepoint, commit, rollback and dispatch on eight connections against a model of
 * what is committed. Gives the number of steps.
 */
export async function playInterleavings(db: EngineDatabase, numRuns: number): Promise<number> {
  await forgetChanges(db)
  const sessions: Session[] = []
  for (let at = 0; at < CONNECTIONS; at++)
    sessions.push({ writer: await openWriter(db), open: undefined })
  // Two of them, as in two processes; small batches, so that a batch ends inside a transaction's rows.
  const dispatchers = [dispatcherFor(db, 3), dispatcherFor(db)]
  const committed = new Set<number>()
  let steps = 0

  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 80, maxLength: 250, size: 'max' }),
      async (script) => {
        for (const one of script) await apply(one)
        steps += script.length
        // Some transactions are still open here: what is out by now was committed.
        for (const seq of await dispatchedSeqs(db.owner)) expect(committed.has(seq)).toBe(true)
        for (let by = 0; by < CONNECTIONS; by++) await apply({ do: 'commit', by })
        await Promise.all(dispatchers.map((one) => one.runOnce(patiently)))
        expect(await dispatchedSeqs(db.owner)).toEqual(
          [...committed].sort((one, other) => one - other),
        )
      },
    ),
    { numRuns, endOnFailure: true },
  )
  for (const { writer } of sessions) writer.close()
  expect(committed.size).toBeGreaterThan(steps / 20)
  return steps

  async function apply({ do: what, by }: Step): Promise<void> {
    const session = sessions[by]!
    const { writer, open } = session
    if (what === 'dispatch') {
      await dispatchers[by]!.runOnce()
    } else if (what === 'write') {
      const seq = await writer.write()
      if (open) open.seqs.push(seq)
      else committed.add(seq)
    } else if (what === 'begin' && !open) {
      await writer.client.query('begin')
      session.open = { seqs: [], savepoints: [] }
    } else if (open && what === 'savepoint') {
      await writer.client.query(`savepoint s${open.savepoints.length}`)
      open.savepoints.push(open.seqs.length)
    } else if (open && what === 'back' && open.savepoints.length > 0) {
      open.seqs.length = open.savepoints.pop()!
      await writer.client.query(`rollback to savepoint s${open.savepoints.length}`)
    } else if (open && (what === 'commit' || what === 'rollback')) {
      await writer.client.query(what)
      if (what === 'commit') for (const seq of open.seqs) committed.add(seq)
      session.open = undefined
    }
  }
}

/** Eight writers and two dispatchers beside each other, at full speed; transactions are held open at random. */
export async function raceWritersAndDispatchers(
  db: EngineDatabase,
  transactionsEach: number,
): Promise<void> {
  await forgetChanges(db)
  const committed: number[] = []
  const dispatchers = [dispatcherFor(db, 50), dispatcherFor(db, 500)]
  for (const one of dispatchers) one.start()
  const write = async () => {
    const writer = await openWriter(db)
    for (let round = 0; round < transactionsEach; round++) {
      await writer.client.query('begin')
      const seqs = [await writer.write()]
      if (Math.random() < 0.3)
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 15))
      seqs.push(await writer.write())
      const keep = Math.random() < 0.8
      await writer.client.query(keep ? 'commit' : 'rollback')
      if (keep) committed.push(...seqs)
      if (Math.random() < 0.1) dispatchers[0]!.wake()
    }
    writer.close()
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, write))
  await Promise.all(dispatchers.map((one) => one.stop()))
  await dispatchers[0]!.runOnce(patiently)
  expect(await dispatchedSeqs(db.owner)).toEqual(committed.sort((one, other) => one - other))
  const [first, second] = dispatchers.map((one) => one.status().changes)
  expect(first! + second!).toBe(committed.length)
}
