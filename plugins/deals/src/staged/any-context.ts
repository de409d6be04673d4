import type { OneOfMany, PluginContext } from '@crmkit/core'

/** A context of whichever plugin's records go through stages: what is used of it names its entities at run time. */
export interface AnyContext extends Pick<
  PluginContext<never, never>,
  'request' | 'entity' | 'sql' | 'transaction'
> {
  records(entity: string): AnyRecords
  asPlugin(): Promise<AnyContext>
}

/** A record of an entity known by name alone. */
export type AnyRecord = Record<string, unknown>

export interface AnyRecords {
  get(id: string): Promise<AnyRecord>
  create(data: AnyRecord): Promise<AnyRecord>
  createMany(list: readonly AnyRecord[]): Promise<readonly string[]>
  update(id: string, patch: AnyRecord): Promise<AnyRecord>
}

/** A hook that handles records of any entity, as any plugin's entity takes it. */
export function anyRecord<E, R>(
  run: (event: E, context: AnyContext) => R,
): (event: unknown, context: unknown) => R {
  return run as (event: unknown, context: unknown) => R
}

/** What a hook does for many records at once. */
export type RunMany<E> = (
  events: readonly OneOfMany<E>[],
  context: AnyContext,
) => void | Promise<void>

/** The same for a hook that takes many at once. */
export function anyRecords<E>(runMany: RunMany<E>): {
  runMany(events: readonly OneOfMany<unknown>[], context: unknown): void | Promise<void>
} {
  return { runMany: runMany }
}
