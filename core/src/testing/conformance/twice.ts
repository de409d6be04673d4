import pg from 'pg'

import type { AnyPlugin } from '../../kernel/any-plugin.ts'
import type { PluginContext } from '../../kernel/plugin-context.ts'
import type { TestCrm } from '../create-test-crm.ts'
import type { Subject } from './subject.ts'

/** A plugin whose jobs and subscribers are all delivered twice, and what that showed. */
export interface DeliveredTwice {
  readonly plugin: AnyPlugin
  readonly faults: readonly string[]
  /** The engine the deliveries are looked up in. */
  watch(t: TestCrm): void
}

type Run = (this: unknown, given: never, context: never, run: never) => Promise<void>

/**
 * Whatever is delivered at least once is some day delivered twice: after a crash, a lost connection, a restored queue. The second
 * delivery, of the same id and payload, must write nothing that the first has not written.
 */
export function deliveredTwice(plugin: AnyPlugin): DeliveredTwice {
  const faults: string[] = []
  let watched: TestCrm | undefined

  const twice = <D extends { run: Run }>(what: string, definition: D): D => ({
    ...definition,
    async run(given: never, context: never, run: never) {
      const deliver = async (time: string): Promise<void> => {
        try {
          await definition.run(given, context, run)
        } catch (error) {
          faults.push(`${what} fails when it is delivered ${time}: ${String(error)}`)
        }
      }
      await deliver('first')
      const before = await written(context)
      await deliver('again')
      const more = (await written(context)) - before
      if (more > 0) {
        faults.push(
          `${what} writes ${more} more ${more === 1 ? 'change' : 'changes'} when it is delivered again. Look first whether the work is done.`,
        )
      }
    },
  })

  async function written({ request }: PluginContext<never>): Promise<number> {
    const client = new pg.Client(watched?.databaseUrl)
    await client.connect()
    try {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from crm.changes
         where request_id = $1 and actor ->> 'id' = $2 and action <> 'job'`,
        [request.requestId, request.actor.id],
      )
      return rows[0]?.count ?? 0
    } finally {
      await client.end()
    }
  }

  return {
    plugin: {
      ...plugin,
      jobs: mapped(plugin.jobs, (name, job) => twice(`The job "${name}"`, job)),
      subscribers: mapped(plugin.subscribers, (name, one) =>
        twice(`The subscriber "${name}"`, one),
      ),
    },
    faults,
    watch: (t) => (watched = t),
  }
}

/** Runs every scheduled job once more by hand, and whatever the checks before have left to do. */
export async function deliveries({ plugin, owner, t, delivered }: Subject): Promise<string[]> {
  for (const [name, { cron }] of Object.entries(plugin.jobs ?? {})) {
    if (cron === undefined) continue
    await owner.run((context) => context.addJob(`${plugin.name}:${name}`, {}))
  }
  await t.drain()
  return [...new Set(delivered)]
}

function mapped<T>(
  of: Readonly<Record<string, T>> | undefined,
  map: (name: string, value: T) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Object.entries(of ?? {}).map(([name, value]) => [name, map(name, value)]),
  )
}
