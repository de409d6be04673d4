import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { Reader, RecordQuery } from '../entities/reader/reader.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { Identify } from './identify.ts'

/** The tenant's records as one member sees them. It reads and does nothing else. */
export interface MemberView {
  readonly memberId: string
  readonly name: string
  readonly email: string | null
  /** The fields the member may read; undefined when the record does not exist for them. */
  get(
    entity: string,
    id: string,
    query?: RecordQuery,
  ): Promise<Readonly<Record<string, unknown>> | undefined>
}

export type ViewOf = (request: RequestContext, memberId: string) => Promise<MemberView | undefined>

export function createViewOf(deps: {
  readonly identify: () => Identify
  readonly reader: Reader
  readonly registry: EntityRegistry
}): ViewOf {
  return async ({ tenantId, requestId }, memberId) => {
    const member = await deps.identify().member(tenantId, memberId)
    if (!member) return undefined
    const { actor, rights, through, name, email } = member
    const context: RequestContext = { tenantId, actor, rights, through, requestId }
    return Object.freeze<MemberView>({
      memberId,
      name,
      email,
      async get(entityName, id, query) {
        const entity = deps.registry.entities.get(entityName)
        const found = entity && (await deps.reader.get(context, entity, id, query))
        return found && (JSON.parse(found.json) as Readonly<Record<string, unknown>>)
      },
    })
  }
}
