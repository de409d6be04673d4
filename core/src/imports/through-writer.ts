import type { Entity } from '../entities/entity.ts'
import type { EntityHookRunner } from '../entities/entity-hooks.ts'
import type { Planned } from './planned.ts'

/** True when hooks want to see every record: such records go through the writer. */
export function needsWriter(hooks: EntityHookRunner, verb: 'create' | 'update'): boolean {
  return verb === 'create'
    ? hooks.has('beforeCreate') || hooks.has('afterCreate')
    : hooks.has('beforeUpdate') || hooks.has('afterUpdate')
}

/** What the writer takes: without what only hooks and the engine write. */
export function asInput(
  entity: Entity,
  values: Readonly<Record<string, unknown>>,
  { refs, ext }: Pick<Planned, 'refs' | 'ext'>,
): Record<string, unknown> {
  const writable = Object.entries(values).filter(
    ([key, value]) => value !== undefined && entity.properties.get(key)?.readonly === false,
  )
  return {
    ...Object.fromEntries(writable),
    ...(values['custom'] === undefined ? {} : { custom: values['custom'] }),
    ...(refs.length === 0 ? {} : { externalRefs: refs }),
    ...(Object.keys(ext).length === 0 ? {} : { ext }),
  }
}
