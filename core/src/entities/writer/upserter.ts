import type { RequestContext } from '../../identity/request-context.ts'
import type { Entity } from '../entity.ts'
import type { Reader } from '../reader/reader.ts'
import type { TenantFieldsSource } from '../reader/tenant-fields.ts'
import { isObject } from './merge-objects.ts'
import type { Writer } from './writer.ts'

/** Upserts are what the writer can do already, after a look: by a unique property, `custom.<key>` or `external:<system>:<type>`. */
export function createUpserter(options: {
  readonly reader: Reader
  readonly tenantFields: TenantFieldsSource | undefined
  readonly create: Writer['create']
  readonly update: Writer['update']
}): Pick<Writer, 'upsert'> {
  const { reader, tenantFields, create, update } = options

  return { upsert }

  async function upsert(
    context: RequestContext,
    entity: Entity,
    key: string,
    value: string,
    input: unknown,
  ): ReturnType<Writer['upsert']> {
    for (let attempt = 1; ; attempt++) {
      const found = await reader.getBy(context, entity, key, value)
      if (found) return { ...(await update(context, entity, found.id, input)), created: false }
      try {
        const complete = await withKey(context, entity, key, value, input)
        return { ...(await create(context, entity, complete)), created: true }
      } catch (error) {
        // Somebody created it between our look and our write: update theirs.
        if (attempt === 2 || (error as { code?: string }).code !== 'UNIQUE_TAKEN') throw error
      }
    }
  }

  /** The input with the value it was looked for by. */
  async function withKey(
    { tenantId }: RequestContext,
    entity: Entity,
    key: string,
    value: string,
    input: unknown,
  ): Promise<unknown> {
    // A readonly key, like a tag's name in lower case, is made by a hook from what the input says.
    if (!isObject(input) || entity.properties.get(key)?.readonly) return input
    if (key.startsWith('external:')) {
      const [, system, type] = key.split(':')
      const refs = (input['externalRefs'] as unknown[] | undefined) ?? []
      return { ...input, externalRefs: [...refs, { system, type, id: value }] }
    }
    if (!key.startsWith('custom.')) return { ...input, [key]: value }
    const name = key.slice('custom.'.length)
    const kind = (await tenantFields?.of(tenantId))?.fields(entity.name).get(name)?.kind
    const typed = kind === 'integer' || kind === 'number' ? Number(value) : value
    return { ...input, custom: { ...(input['custom'] as object | undefined), [name]: typed } }
  }
}
