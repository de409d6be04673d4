import type { RequestContext } from '../identity/request-context.ts'
import type { CompleteHook } from './hooks.ts'

export type HookKind =
  'beforeCreate' | 'beforeUpdate' | 'beforeDelete' | 'afterCreate' | 'afterUpdate' | 'afterDelete'

/** The hooks of one entity as the kernel composed them from all plugins, in order. */
export interface EntityHookRunner {
  readonly complete: readonly CompleteHook<Record<string, unknown>>[]
  has(kind: HookKind): boolean
  /** Runs all hooks of the kind one after the other; the first that throws refuses the write. */
  run(kind: HookKind, event: object, context: RequestContext): Promise<void>
}

export type HooksOf = (entity: string) => EntityHookRunner

const none: EntityHookRunner = Object.freeze({
  complete: [],
  has: () => false,
  run: () => Promise.resolve(),
})

/** For entities nobody hooks into. */
export const noHooks: HooksOf = () => none
