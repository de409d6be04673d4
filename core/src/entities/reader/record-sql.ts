import type { Clock } from '../../base/clock.ts'
import { quoteIdentifier } from '../../database/identifiers.ts'
import { rethrowAsCrmError } from '../../database/sqlstate.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Row } from '../../tenancy/statement.ts'
import type { TenantDb } from '../../tenancy/tenant-db.ts'
import type { Entity } from '../entity.ts'
import type { EntityRegistry } from '../entity-registry.ts'
import { errors } from '../errors.ts'
import type { Filter } from '../filter.ts'
import { searchWords } from '../list-query/list-query.ts'
import { QueryFaults } from '../list-query/query-faults.ts'
import { checkFilter } from './check-filter.ts'
import { conditionSql } from './condition-sql.ts'
import { PlanParams } from './plan-params.ts'
import { isReadable, type ReadRights, readRightsOf } from './readable.ts'
import { scopeShape } from './scope-condition.ts'
import { checkSearch, wordsSql } from './search.ts'
import { aliases, reached, type StatementScope, table } from './statement-scope.ts'
import type { TenantFieldsSource } from './tenant-fields.ts'

/** What a statement of a plugin's own is written with: names and values only ever come from here. */
export interface RecordSql {
  /** Place of the tenant's id; every table of the statement is cut to it. */
  readonly tenant: string
  /** Place of a value. Name the type: `${sql.value(day)}::date`. */
  value(value: unknown): string
  /** Qualified name of an entity's table, or of one the plugin's migrations made. */
  table(name: string): string
  /**
   * Condition that the row under `alias` is a living record within the actor's reach that meets the filter, and the search `q`: the
   * very rows a list of both shows. With `reach: 'all'` neither the actor's reach nor their field rights count: for what a rule decides.
   */
  matching(
    entity: string,
    alias: string,
    filter?: Filter,
    options?: { reach?: 'all'; q?: string | undefined },
  ): string
  /** The column of a property under `alias`; throws `FIELD_UNREADABLE` when the actor may not read it. */
  column(entity: string, property: string, alias: string): string
}

/** Runs one statement of a plugin's; rows are arrays in column order. */
export type RunRecordSql = (
  context: RequestContext,
  write: (sql: RecordSql) => string,
) => Promise<readonly Row[]>

const everything: ReadRights = Object.freeze({
  key: 'system',
  scope: () => 'all' as const,
  field: () => 'write' as const,
})

/**
 * For counts, sums and reports, which no list can answer: SQL of the plugin's own, with the conditions of the reader in it, so that a
 * report never counts a record its reader could not list. Row-level security holds as everywhere.
 */
export function createRecordSql(options: {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  readonly clock: Clock
  readonly tenantFields?: TenantFieldsSource | undefined
}): RunRecordSql {
  const { schema, tenantDb, registry, clock, tenantFields } = options

  return async (context, write) => {
    const known = tenantFields?.of(context.tenantId)
    const fields = known instanceof Promise ? await known : known
    const params = new PlanParams({ isPrepared: false })
    const newAlias = aliases()
    const own = scopeFor(readRightsOf(context))
    const text = write({
      tenant: params.tenant,
      value: (value) => params.add(value),
      table: (name) => table({ schema }, registry.entities.get(name)?.table ?? name),
      matching(name, alias, filter = {}, { reach, q } = {}) {
        const entity = registry.get(name)
        const scope = reach === 'all' ? scopeFor(everything) : own
        assertMayRead(scope.vocabulary.rights, entity)
        const faults = new QueryFaults()
        const condition = checkFilter(scope.vocabulary, entity, filter, faults)
        const words = searchWords(q, faults)
        checkSearch(scope.vocabulary, entity, words, faults)
        faults.throwIfAny()
        const asked = conditionSql(scope, condition, alias, 'set')
        const found = wordsSql(scope, entity, words, alias)
        return [...reached(scope, entity, alias), asked, ...found].join(' and ')
      },
      column(name, key, alias) {
        const entity = registry.get(name)
        const property = entity.properties.get(key)
        const { rights } = own.vocabulary
        if (!property || !isReadable(rights, entity, key, property))
          throw errors.FIELD_UNREADABLE({ entity: name, field: key })
        return `${alias}.${quoteIdentifier(property.column)}`
      },
    })
    // PostgreSQL would only say that it cannot tell the type of $1.
    if (!text.includes(params.tenant)) throw errors.STATEMENT_WITHOUT_TENANT({ text })
    const binding = { context, now: clock.now(), cursor: [], record: undefined }
    const statement = { text, values: params.valuesFor(binding) }
    return tenantDb.query(context.tenantId, statement, context).catch(rethrowAsCrmError)

    function scopeFor(rights: ReadRights): StatementScope {
      return {
        schema,
        params,
        newAlias,
        timeZone: () => 'utc',
        shapeOf: (entity) => {
          const scope = rights.scope(`${entity.name}.read`)
          return scope === undefined ? 'none' : scopeShape(entity, scope, context.actor)
        },
        vocabulary: {
          rights,
          entityOf: (name) => registry.entities.get(name),
          tenantFields: fields,
        },
      }
    }
  }
}

function assertMayRead(rights: ReadRights, entity: Entity): void {
  const permission = `${entity.name}.read`
  if (rights.scope(permission) !== undefined) return
  throw errors.FORBIDDEN({ verb: 'read', entity: entity.name, permission })
}
