import type { EntityHookRunner, HookKind } from '../entities/entity-hooks.ts'
import type { CompleteHook, OneOfMany } from '../entities/hooks.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { AnyHook, AnyHooks, AnyPlugin } from './any-plugin.ts'

/** Gives a hook the context of the plugin that brought it. */
export type ContextFor = (plugin: string, request: RequestContext) => Promise<unknown>

export interface ComposedHooks {
  /** By entity name. */
  readonly byEntity: ReadonlyMap<string, (contextFor: ContextFor) => EntityHookRunner>
  /** `contact.beforeCreate` → the ids of its hooks as they run; what `crmkit doctor` prints. */
  readonly order: ReadonlyMap<string, readonly string[]>
  readonly faults: readonly string[]
}

interface OrderedHook {
  readonly id: string
  readonly plugin: string
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly run: (event: object, context: unknown) => void | Promise<void>
  /** Of a hook written for many records. */
  readonly runMany?: RunMany
}

type RunMany = (events: readonly OneOfMany<object>[], context: unknown) => void | Promise<void>

const KINDS: readonly HookKind[] = [
  'beforeCreate',
  'beforeUpdate',
  'beforeDelete',
  'afterCreate',
  'afterUpdate',
  'afterDelete',
]

/** Gathers the hooks of every entity from the plugin that owns it and those that extend it, each kind in its own order. */
export function composeHooks(plugins: readonly AnyPlugin[]): ComposedHooks {
  const sources = plugins.flatMap((plugin) => [
    ...Object.entries(plugin.entities ?? {}).map(([entity, { hooks }]) => ({
      plugin: plugin.name,
      entity,
      hooks,
    })),
    ...Object.entries(plugin.extends ?? {}).map(([entity, { hooks }]) => ({
      plugin: plugin.name,
      entity,
      hooks,
    })),
  ])
  const faults: string[] = []
  const byEntity = new Map<string, (contextFor: ContextFor) => EntityHookRunner>()
  const orders = new Map<string, readonly string[]>()
  for (const entity of new Set(sources.map((source) => source.entity))) {
    const own = sources.filter((source) => source.entity === entity && source.hooks)
    const complete = own.flatMap(({ hooks }) =>
      hooks?.complete ? [hooks.complete as unknown as CompleteHook<Record<string, unknown>>] : [],
    )
    const byKind = new Map<HookKind, readonly OrderedHook[]>()
    for (const kind of KINDS) {
      const { order, cycle } = orderHooks(
        own.flatMap(({ plugin, hooks }) => hookOf(plugin, entity, kind, hooks)),
      )
      if (cycle)
        faults.push(
          `The ${kind} hooks of "${entity}" wait for each other: ${cycle.join(' → ')}. Remove one "before" or "after".`,
        )
      if (order.length === 0) continue
      byKind.set(kind, order)
      orders.set(
        `${entity}.${kind}`,
        order.map(({ id }) => id),
      )
    }
    byEntity.set(entity, (contextFor) => runner(complete, byKind, contextFor))
  }
  return { byEntity, order: orders, faults }
}

function runner(
  complete: readonly CompleteHook<Record<string, unknown>>[],
  byKind: ReadonlyMap<HookKind, readonly OrderedHook[]>,
  contextFor: ContextFor,
): EntityHookRunner {
  return Object.freeze({
    complete,
    has: (kind: HookKind) => byKind.has(kind),
    takesMany: (...kinds: readonly HookKind[]) =>
      kinds.every((kind) => (byKind.get(kind) ?? []).every(({ runMany }) => runMany)),
    async run(kind: HookKind, event: object, request: RequestContext) {
      for (const hook of byKind.get(kind) ?? [])
        await hook.run(event, await contextFor(hook.plugin, request))
    },
    async runMany(kind: HookKind, events: readonly object[], request: RequestContext) {
      const refused = new Map<object, Error>()
      for (const { plugin, runMany } of byKind.get(kind) ?? []) {
        const some = events.filter((event) => !refused.has(event))
        if (some.length === 0) break
        await runMany?.(
          some.map((event) =>
            withRefuse(event, (error) => {
              if (!refused.has(event)) refused.set(event, error)
            }),
          ),
          await contextFor(plugin, request),
        )
      }
      return refused
    },
  })
}

function hookOf(
  plugin: string,
  entity: string,
  kind: HookKind,
  hooks: AnyHooks | undefined,
): OrderedHook[] {
  const hook = hooks?.[kind]
  if (!hook) return []
  const {
    id = `${plugin}.${entity}.${kind}`,
    before = [],
    after = [],
  } = typeof hook === 'function' ? {} : hook
  return [{ id, plugin, before, after, ...callable(hook) }]
}

function callable(hook: AnyHook): Pick<OrderedHook, 'run' | 'runMany'> {
  if (typeof hook === 'function') return { run: hook }
  if ('run' in hook) return { run: hook.run.bind(hook) }
  const runMany = hook.runMany.bind(hook)
  return { runMany, run: (event, context) => runMany([withRefuse(event, rethrow)], context) }
}

/** On the event itself: a hook may put other `data` in it. */
function withRefuse(event: object, refuse: (error: Error) => void): OneOfMany<object> {
  return Object.assign(event, { refuse })
}

function rethrow(error: Error): never {
  throw error
}

/** Topological by the ids hooks name; an id nobody has only keeps its place free. Ties keep plugin order. */
function orderHooks(hooks: readonly OrderedHook[]): {
  order: readonly OrderedHook[]
  cycle?: readonly string[]
} {
  const order: OrderedHook[] = []
  const state = new Map<string, 'open' | 'done'>()
  let cycle: string[] | undefined
  const visit = (hook: OrderedHook, path: readonly string[]): void => {
    if (state.get(hook.id) === 'done') return
    if (state.get(hook.id) === 'open') {
      cycle ??= [...path.slice(path.indexOf(hook.id)), hook.id]
      return
    }
    state.set(hook.id, 'open')
    for (const other of hooks) {
      if (hook.after.includes(other.id) || other.before.includes(hook.id))
        visit(other, [...path, hook.id])
    }
    state.set(hook.id, 'done')
    order.push(hook)
  }
  for (const hook of hooks) visit(hook, [])
  return cycle ? { order, cycle } : { order }
}
