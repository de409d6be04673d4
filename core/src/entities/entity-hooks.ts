import type { RequestContext } from '../identity/request-context.ts'
import type { CompleteHook } from './hooks.ts'

export type HookKind =
  'beforeCreate' | 'beforeUpdate' | 'beforeDelete' | 'afterCreate' | 'afterUpdate' | 'afterDelete'

/** The hooks of one entity as the kernel composed them from all plugins, in order. */
export interface EntityHookRunner {
  readonly complete: readonly CompleteHook<Record<string, unknown>>[]
  has(kind: HookKind): boolean
  /** True when no hook of these kinds wants to see records one by one. */
  takesMany(...kinds: readonly HookKind[]): boolean
  /** Runs all hooks of the kind one after the other; the first that throws refuses the write. */
  run(kind: HookKind, event: object, context: RequestContext): Promise<void>
  /**
   * The same for many records; only where `takesMany` says so. Gives what was refused, by event: the caller takes back what was written
   * and tries again without those. What a hook throws refuses all.
   */
  runMany(
    kind: HookKind,
    events: readonly object[],
    context: RequestContext,
  ): Promise<ReadonlyMap<object, Error>>
}

export type HooksOf = (entity: string) => EntityHookRunner

const none: EntityHookRunner = Object.freeze({
  complete: [],
  has: () => false,
  takesMany: () => true,
  run: () => Promise.resolve(),
  runMany: () => Promise.resolve(new Map()),
})

/** For entities nobody hooks into. */
export const noHooks: HooksOf = () => none
