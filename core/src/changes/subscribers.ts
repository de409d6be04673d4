import type { RequestContext } from '../identity/request-context.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import { DEFAULT_MAX_ATTEMPTS } from '../jobs/job-registry.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { Change } from './change.ts'
import { readChange } from './change-log.ts'

/** A durable subscriber: `run` is called as a job after the change was committed, at least once. */
export interface Subscriber<C = unknown> {
  readonly plugin: string
  readonly id: string
  /** `contact.created`, `contact.*`, `*.created` or `*`; plugin events have names of the same form. */
  readonly on: string | readonly string[]
  readonly maxAttempts?: number | undefined
  run(change: Change, context: C): Promise<void>
}

/** A change as a subscriber's job carries it: enough to find the row again, nothing of what it says. */
export interface ChangeAddress {
  readonly seq: number
  readonly at: string
}

export interface SubscriberMatch {
  readonly job: string
  readonly maxAttempts: number
}

/** Finds who listens to a change, by the change's name. */
export type FindSubscribers = (name: string) => readonly SubscriberMatch[]

/** Names of changes are few (entities × actions, events); this is where tenants with thousands of custom entities start anew. */
const MAX_KNOWN_NAMES = 10_000

export function subscriberJobName({ plugin, id }: Pick<Subscriber, 'plugin' | 'id'>): string {
  return `${plugin}:on-${id}`
}

export function createSubscriberIndex(
  subscribers: readonly Pick<Subscriber, 'plugin' | 'id' | 'on' | 'maxAttempts'>[],
): FindSubscribers {
  const entries = subscribers.map((subscriber) => ({
    matches: compilePatterns(subscriber.on),
    match: Object.freeze({
      job: subscriberJobName(subscriber),
      maxAttempts: subscriber.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
    }),
  }))
  const known = new Map<string, readonly SubscriberMatch[]>()
  return (name) => {
    let found = known.get(name)
    if (!found) {
      found = entries.filter((entry) => entry.matches(name)).map((entry) => entry.match)
      if (known.size === MAX_KNOWN_NAMES) known.clear()
      known.set(name, found)
    }
    return found
  }
}

/** The job that runs a subscriber: reads the change again and hands it over. */
export function subscriberJob<C extends { readonly request: RequestContext }>(
  subscriber: Subscriber<C>,
  options: { tenantDb: TenantDb; schema: string },
): JobDefinition<ChangeAddress, C> {
  return {
    payload: {
      type: 'object',
      properties: { seq: { type: 'integer' }, at: { type: 'string', format: 'date-time' } },
      required: ['seq', 'at'],
      additionalProperties: false,
    },
    ...(subscriber.maxAttempts !== undefined && { maxAttempts: subscriber.maxAttempts }),
    async run(address, context) {
      const change = await readChange(options, context.request.tenantId, address)
      // Gone: its partition was dropped while the job waited. There is nothing left to react to.
      if (change) await subscriber.run(change, context)
    },
  }
}

function compilePatterns(on: string | readonly string[]): (name: string) => boolean {
  const patterns = typeof on === 'string' ? [on] : on
  return (name) => patterns.some((pattern) => matches(pattern, name))
}

function matches(pattern: string, name: string): boolean {
  if (pattern === '*' || pattern === name) return true
  if (pattern.endsWith('.*')) return name.startsWith(pattern.slice(0, -1))
  return pattern.startsWith('*.') && name.endsWith(pattern.slice(1))
}
