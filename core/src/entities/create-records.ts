import type { RequestContext } from '../identity/request-context.ts'
import type { Entity } from './entity.ts'
import { errors } from './errors.ts'
import type { Reader } from './reader/reader.ts'
import type { Page, Records } from './records.ts'
import { createAll } from './writer/create-all.ts'
import type { Writer, Written } from './writer/writer.ts'

/** The records of one entity for one actor, in process: the same reader and writer as behind the HTTP routes. */
export function createRecords<T>(
  { reader, writer }: { readonly reader: Reader; readonly writer: Writer },
  context: RequestContext,
  entity: Entity,
): Records<T> {
  return Object.freeze<Records<T>>({
    list: async (query = {}) => JSON.parse(await reader.list(context, entity, query)) as Page<T>,
    async get(id) {
      const found = await reader.get(context, entity, id)
      if (!found) throw errors.RECORD_NOT_FOUND({ entity: entity.name, id })
      return parsed(found)
    },
    create: async (data) => parsed(await writer.create(context, entity, data)),
    createMany: (list) => createAll(writer, context, entity, list),
    update: async (id, patch, options) =>
      parsed(await writer.update(context, entity, id, patch, options)),
    upsert: async (key, value, data) =>
      parsed(await writer.upsert(context, entity, key, value, data)),
    delete: (id, options) => writer.remove(context, entity, id, options),
    restore: async (id) => parsed(await writer.restore(context, entity, id)),
    purge: (id) => writer.purge(context, entity, id),
  })

  function parsed({ json }: Pick<Written, 'json'>): T {
    return JSON.parse(json) as T
  }
}
