import type { EntityHooks, Hook, Plugin } from '@crmkit/core'

type AnyHooks = EntityHooks<Record<string, unknown>, unknown>

/** The plugin with every hook of an entity told of single records alone: so its imports are written record by record. */
export function recordByRecord<P extends Plugin<'deals', 'contacts'>>(
  plugin: P,
  entity: string,
): P {
  const entities = plugin.entities as unknown as Record<string, { hooks?: AnyHooks }>
  const { complete, ...hooks } = entities[entity]?.hooks ?? {}
  const single = Object.entries(hooks).map(([kind, hook]) => [
    kind,
    { run: alone(hook as Hook<object, unknown>) },
  ])
  const changed = { ...entities[entity], hooks: { complete, ...Object.fromEntries(single) } }
  return { ...plugin, entities: { ...entities, [entity]: changed } }
}

function alone(hook: Hook<object, unknown>) {
  return async (event: object, context: unknown): Promise<void> => {
    if (typeof hook === 'function') return hook(event, context)
    if ('run' in hook) return hook.run(event, context)
    await hook.runMany([Object.assign(event, { refuse })], context)
  }
}

function refuse(error: Error): never {
  throw error
}
