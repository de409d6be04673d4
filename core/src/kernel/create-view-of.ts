import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { Reader } from '../entities/reader/reader.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { Identify } from './identify.ts'
import type { MemberView } from './member-view.ts'

export type ViewOf = (request: RequestContext, memberId: string) => Promise<MemberView | undefined>

/** Views of members by the roles of their last request, for what is sent to them unasked. */
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
