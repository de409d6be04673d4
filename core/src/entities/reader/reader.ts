import { LRUCache } from 'lru-cache'

import type { Clock } from '../../base/clock.ts'
import { rethrowAsCrmError } from '../../database/sqlstate.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Row, Statement } from '../../tenancy/statement.ts'
import type { TenantDb } from '../../tenancy/tenant-db.ts'
import type { Entity } from '../entity.ts'
import type { EntityRegistry } from '../entity-registry.ts'
import { errors as entityErrors } from '../errors.ts'
import { MAX_SKIP, type ParsedQuery, parseListQuery } from '../list-query/list-query.ts'
import { QueryFaults } from '../list-query/query-faults.ts'
import { parseQueryString, splitPlace } from '../list-query/query-string.ts'
import type { ListQuery } from '../records.ts'
import { createHotStatements } from './hot-statements.ts'
import { answerList, type Place } from './list-answer.ts'
import { type ListPlan, planList, type PlannedStatement, type ScopeSource } from './list-plan.ts'
import { createPageTexts } from './page-texts.ts'
import type { Binding } from './plan-params.ts'
import { readRightsOf } from './readable.ts'
import { readPages } from './record-pages.ts'
import {
  parseRecordQuery,
  planById,
  planByKey,
  type RecordPlan,
  type RecordQuery,
} from './record-plan.ts'
import { scopeShape } from './scope-condition.ts'
import type { TenantFields, TenantFieldsSource } from './tenant-fields.ts'

export type { RecordQuery } from './record-plan.ts'

export interface FoundRecord {
  readonly id: string
  readonly version: number
  /** JSON text of the record as the actor may read it. */
  readonly json: string
}

/** Every read of records there is, compiled to one statement each; what the actor may not read is not there. */
export interface Reader {
  /** JSON text of `{data:[…],page:{…}}`, the records assembled by PostgreSQL. Throws `INVALID_QUERY`, `FORBIDDEN`. */
  list(context: RequestContext, entity: Entity, query: ListQuery): Promise<string>
  /** The same from a query string; what it compiles to is kept. */
  listFromQueryString(context: RequestContext, entity: Entity, rawQuery: string): Promise<string>
  /** Undefined when the record does not exist for this actor. */
  get(
    context: RequestContext,
    entity: Entity,
    id: string,
    query?: RecordQuery,
  ): Promise<FoundRecord | undefined>
  getFromQueryString(
    context: RequestContext,
    entity: Entity,
    id: string,
    rawQuery: string,
  ): Promise<FoundRecord | undefined>
  /** By a unique property, or `external:<system>:<type>`. Throws `UNKNOWN_KEY`. */
  getBy(
    context: RequestContext,
    entity: Entity,
    key: string,
    value: string,
  ): Promise<FoundRecord | undefined>
  /** All records of a query as pages of up to 1,000, each record's JSON text; memory stays flat. */
  pages(context: RequestContext, entity: Entity, query: ListQuery): AsyncIterable<readonly string[]>
  pagesFromQueryString(
    context: RequestContext,
    entity: Entity,
    rawQuery: string,
  ): AsyncIterable<readonly string[]>
  /** Drops the texts kept of row versions: after a failover a transaction number may stand for other content. */
  forget(): void
}

export interface ReaderOptions {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  readonly clock: Clock
  /** Statements that are prepared at most; each takes about 100 KiB on every connection. */
  readonly hotStatements?: number | undefined
  readonly tenantFields?: TenantFieldsSource | undefined
  /** Whose days and weeks `within` means: an IANA name. Default UTC. */
  readonly timeZone?: ((context: RequestContext) => string) | undefined
}

const DEFAULTS = { hotStatements: 300, timeZone: () => 'utc' }
/** A plan is a few kilobytes of text; a screen has a dozen queries, times roles and filters in use. */
const KEPT_PLANS = 1_000

export function createReader(options: ReaderOptions): Reader {
  const { schema, tenantDb, registry, clock, tenantFields } = options
  const timeZone = options.timeZone ?? DEFAULTS.timeZone
  const nameOf = createHotStatements(options.hotStatements ?? DEFAULTS.hotStatements)
  const listPlans = new LRUCache<string, ListPlan>({ max: KEPT_PLANS })
  const pageTexts = createPageTexts(tenantDb)
  const recordPlans = new LRUCache<string, RecordPlan>({ max: KEPT_PLANS })

  return Object.freeze({
    list,
    listFromQueryString,
    get,
    getFromQueryString,
    getBy,
    pages,
    pagesFromQueryString,
    forget: () => pageTexts.forget(),
  })

  async function list(context: RequestContext, entity: Entity, query: ListQuery): Promise<string> {
    const { plan, place } = await planOfObject(context, entity, query)
    return answer(context, plan, place)
  }

  async function listFromQueryString(
    context: RequestContext,
    entity: Entity,
    rawQuery: string,
  ): Promise<string> {
    const { plan, place } = await planOfString(context, entity, rawQuery)
    return answer(context, plan, place)
  }

  async function* pages(
    context: RequestContext,
    entity: Entity,
    query: ListQuery,
  ): AsyncIterable<readonly string[]> {
    const { plan } = await planOfObject(context, entity, query)
    yield* readPages(plan, (statement, cursor) => run(context, statement, cursor))
  }

  async function* pagesFromQueryString(
    context: RequestContext,
    entity: Entity,
    rawQuery: string,
  ): AsyncIterable<readonly string[]> {
    const { plan } = await planOfString(context, entity, rawQuery)
    yield* readPages(plan, (statement, cursor) => run(context, statement, cursor))
  }

  async function get(
    context: RequestContext,
    entity: Entity,
    id: string,
    query: RecordQuery = {},
  ): Promise<FoundRecord | undefined> {
    const key = JSON.stringify(query)
    return record(context, entity, id, `o ${key}`, (source) => {
      const faults = new QueryFaults()
      return planById(source, entity, parseRecordQuery(JSON.parse(key), faults), faults)
    })
  }

  async function getFromQueryString(
    context: RequestContext,
    entity: Entity,
    id: string,
    rawQuery: string,
  ): Promise<FoundRecord | undefined> {
    return record(context, entity, id, `s ${rawQuery}`, (source) => {
      const faults = new QueryFaults()
      return planById(
        source,
        entity,
        parseRecordQuery(parseQueryString(rawQuery, faults), faults),
        faults,
      )
    })
  }

  async function getBy(
    context: RequestContext,
    entity: Entity,
    key: string,
    value: string,
  ): Promise<FoundRecord | undefined> {
    return record(context, entity, value, `k ${key}`, (source) => planByKey(source, entity, key))
  }

  async function record(
    context: RequestContext,
    entity: Entity,
    text: string,
    key: string,
    plan: (source: ScopeSource) => RecordPlan,
  ): Promise<FoundRecord | undefined> {
    const source = await scopeSource(context)
    const { statement, valueOf } = kept(recordPlans, planKeyOf(source, context, entity, key), () =>
      plan(source),
    )
    const value = valueOf(text)
    if (value === undefined || source.shapeOf(entity) === 'none') return undefined
    const [row] = await run(context, statement, { record: value })
    if (!row) return undefined
    const [json, version, id] = row as readonly [string, number, string]
    return { id, version, json }
  }

  async function planOfString(
    context: RequestContext,
    entity: Entity,
    rawQuery: string,
  ): Promise<Asked> {
    const { rest, ...place } = splitPlace(rawQuery)
    return listPlan(context, entity, `s ${rest}`, place, (faults) => {
      const query = parseQueryString(rest, faults)
      for (const name of ['cursor', 'skip'] as const)
        if (place[name] !== undefined && name in query)
          faults.add(name, 'REPEATED_PARAMETER', 'is given more than once; give it once.')
      return parseListQuery(query, faults)
    })
  }

  async function planOfObject(
    context: RequestContext,
    entity: Entity,
    query: ListQuery,
  ): Promise<Asked> {
    const isObject = typeof query === 'object' && query !== null && !Array.isArray(query)
    const { cursor, skip, ...rest } = isObject ? query : {}
    const place: Place = {
      cursor: typeof cursor === 'string' ? cursor : undefined,
      skip: isSkip(skip) ? skip : undefined,
    }
    // What the key says is what is planned: a Date in a filter becomes the text it is compared as.
    const key = JSON.stringify(
      isObject
        ? {
            ...rest,
            ...(place.cursor === undefined ? { cursor } : {}),
            ...(place.skip === undefined ? { skip } : {}),
          }
        : query,
    )
    return listPlan(context, entity, `o ${key}`, place, (faults) =>
      parseListQuery(key === undefined ? undefined : JSON.parse(key), faults),
    )
  }

  interface Asked {
    readonly plan: ListPlan
    readonly place: Place
  }

  async function listPlan(
    context: RequestContext,
    entity: Entity,
    key: string,
    place: Place,
    parse: (faults: QueryFaults) => ParsedQuery,
  ): Promise<Asked> {
    const source = await scopeSource(context)
    assertMayRead(source, entity)
    const plan = kept(listPlans, planKeyOf(source, context, entity, key), () => {
      const faults = new QueryFaults()
      return planList(source, entity, parse(faults), faults)
    })
    if (plan.unindexed.length > 0)
      await tenantFields?.assertScannable?.(context.tenantId, plan.unindexed)
    return {
      plan,
      place: { cursor: place.cursor ?? plan.cursor, skip: place.skip ?? plan.skip },
    }
  }

  function answer(context: RequestContext, plan: ListPlan, place: Place): Promise<string> {
    return answerList(
      plan,
      place,
      (statement, from) => run(context, statement, from),
      (page, from, read) => pageTexts.read(context.tenantId, page, from, read),
    )
  }

  /** Everything about the actor that a plan depends on is in here, or in the key it is kept under. */
  async function scopeSource(context: RequestContext): Promise<ScopeSource> {
    const rights = readRightsOf(context)
    const fields = tenantFields?.of(context.tenantId)
    return {
      schema,
      timeZone,
      shapeOf: (other) => {
        const scope = rights.scope(`${other.name}.read`)
        return scope === undefined ? 'none' : scopeShape(other, scope, context.actor)
      },
      vocabulary: {
        rights,
        entityOf: (name) => registry.entities.get(name),
        tenantFields: fields instanceof Promise ? await fields : fields,
      },
    }
  }

  function planKeyOf(
    { vocabulary }: ScopeSource,
    { actor }: RequestContext,
    entity: Entity,
    key: string,
  ): string {
    const { rights, tenantFields: fields } = vocabulary
    // An actor without a member, or without teams, gets another statement; who exactly it is only changes its values.
    const place = `${actor.memberId === null ? 0 : 1}${actor.teamIds.length === 0 ? 0 : 1}`
    const version: TenantFields['version'] = fields?.version ?? ''
    return `${entity.name} ${rights.key} ${place} ${version} ${key}`
  }

  function run(
    context: RequestContext,
    { text, params, isStable }: PlannedStatement,
    binding: Partial<Binding> = {},
  ): Promise<readonly Row[]> {
    const values = params.valuesFor({
      context,
      now: clock.now(),
      cursor: [],
      record: undefined,
      ...binding,
    })
    const name = isStable ? nameOf(text) : undefined
    const statement: Statement = name === undefined ? { text, values } : { name, text, values }
    return tenantDb.query(context.tenantId, statement, context).catch(rethrowAsCrmError)
  }
}

function isSkip(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_SKIP
}

function assertMayRead({ vocabulary: { rights } }: ScopeSource, entity: Entity): void {
  const permission = `${entity.name}.read`
  if (rights.scope(permission) !== undefined) return
  throw entityErrors.FORBIDDEN({ verb: 'read', entity: entity.name, permission })
}

function kept<T extends object>(cache: LRUCache<string, T>, key: string, make: () => T): T {
  let found = cache.get(key)
  if (!found) {
    found = make()
    cache.set(key, found)
  }
  return found
}
