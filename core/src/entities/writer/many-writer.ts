import type { RequestContext } from '../../identity/request-context.ts'
import type { Entity } from '../entity.ts'
import { createTogether, type NewInput } from './create-together.ts'
import { type ManyPatch, updateTogether } from './update-together.ts'
import { type Refusals, writeEach, writeMany } from './write-many.ts'
import type { WriterOptions } from './writer.ts'

/** For what writes thousands: in sets where every hook of the entity takes many, else record by record. */
export interface ManyWriter {
  /** New records, each as `create` makes it: what is refused leaves no trace and the others go on. */
  createMany(
    context: RequestContext,
    entity: Entity,
    records: readonly NewInput[],
  ): Promise<Refusals>
  /** Patches, each as `update` applies it. */
  updateMany(
    context: RequestContext,
    entity: Entity,
    records: readonly ManyPatch[],
  ): Promise<Refusals>
}

export function createManyWriter(
  options: WriterOptions,
  single: {
    createAs(id: string, context: RequestContext, entity: Entity, input: unknown): Promise<unknown>
    update(context: RequestContext, entity: Entity, id: string, patch: unknown): Promise<unknown>
  },
): ManyWriter {
  const { tenantDb, hooksOf } = options

  return {
    createMany(context, entity, records) {
      const alone = ({ id, input }: NewInput) => single.createAs(id, context, entity, input)
      if (!hooksOf(entity.name).takesMany('beforeCreate', 'afterCreate'))
        return writeEach(tenantDb, context, entity, records, alone)
      const together = (some: readonly NewInput[]) => createTogether(options, context, entity, some)
      return writeMany(tenantDb, context, entity, records, { together, alone })
    },
    updateMany(context, entity, records) {
      const alone = ({ id, patch }: ManyPatch) => single.update(context, entity, id, patch)
      if (!hooksOf(entity.name).takesMany('beforeUpdate', 'afterUpdate'))
        return writeEach(tenantDb, context, entity, records, alone)
      const together = (some: readonly ManyPatch[]) =>
        updateTogether(options, context, entity, some)
      return writeMany(tenantDb, context, entity, records, { together, alone })
    },
  }
}
