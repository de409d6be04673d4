import type { Fault } from '../base/crm-error.ts'
import type { Entity } from '../entities/entity.ts'
import type { EntityHookRunner } from '../entities/entity-hooks.ts'
import type { WholeRecord } from '../entities/writer/record-lookup.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { Candidate } from './candidate.ts'
import { decideBlock, type DecideOptions } from './decide-block.ts'
import type { RecordFinder } from './find-records.ts'
import { type MatchKey, matchValues } from './match-key.ts'
import type { Plan } from './plan.ts'
import type { Decisions } from './planned.ts'
import { type LinkDeps, resolveLinks } from './resolve-links.ts'
import type { Phase, RowFault } from './stored-import.ts'
import { type UniqueName, uniqueNames } from './unique-name.ts'

export interface BlockPlanner {
  plan(candidates: readonly Candidate[], phase: Phase): Promise<Decisions>
}

/** Asks the database all that a block needs to know, with one statement a question however many rows there are, and decides. */
export function createBlockPlanner(options: {
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly context: RequestContext
  readonly finder: RecordFinder
  readonly entity: Entity
  readonly plan: Plan
  readonly keys: readonly MatchKey[]
  readonly hooks: EntityHookRunner
  readonly nameFault: (fault: Fault) => RowFault
  readonly deferredNames: LinkDeps['deferredNames']
}): BlockPlanner {
  const { context, finder, entity, plan, keys, hooks, nameFault } = options
  const updateScope = context.rights.scope(`${entity.name}.update`)
  const decide: DecideOptions = {
    entity,
    plan,
    keys,
    complete: hooks.complete,
    byWriter: {
      create: hooks.has('beforeCreate') || hooks.has('afterCreate'),
      update: hooks.has('beforeUpdate') || hooks.has('afterUpdate'),
    },
    setOwner: ownerSetter(context, entity),
    nameFault,
  }

  return {
    async plan(candidates, phase) {
      const good = candidates.filter(({ faults }) => faults.length === 0)
      const links = await resolveLinks(options, good, phase)
      const lookUps = await existingRecords(good)
      const holders = await holdersOf(good, lookUps)
      const existing = lookUps.map(({ found }) => found)
      return decideBlock(decide, { links, existing, holders }, candidates)
    },
  }

  async function existingRecords(candidates: readonly Candidate[]): Promise<readonly LookUp[]> {
    const lookUps: LookUp[] = []
    for (const key of keys) {
      const asked = new Set(
        candidates.flatMap(({ patch, refs, id }) => matchValues(key, patch, refs, id)),
      )
      const found =
        asked.size === 0 || updateScope === undefined
          ? new Map<string, WholeRecord[]>()
          : await finder.existing(entity, key, [...asked], updateScope)
      lookUps.push({ key, asked, found })
    }
    return lookUps
  }

  /** Whoever holds a value that a row is to have alone. */
  async function holdersOf(
    candidates: readonly Candidate[],
    lookUps: readonly LookUp[],
  ): Promise<ReadonlyMap<string, string>> {
    const holders = new Map<string, string>()
    const wanted = candidates.flatMap(({ values, patch, refs }) =>
      uniqueNames(entity, values ?? patch, values ?? patch, refs),
    )
    const open = wanted.filter((name) => !isKnown(name, lookUps, holders))
    for (const names of Map.groupBy(open, ({ fields }) => fields.join('+')).values()) {
      const { properties = [] } = names[0] ?? {}
      if (properties.length === 0) continue
      const byValues = new Map(
        names.map(({ name, values }) => [JSON.stringify(values), { name, values }]),
      )
      const found = await finder.together(
        entity,
        properties,
        [...byValues.values()].map(({ values }) => values),
      )
      for (const [values, id] of found) holders.set(byValues.get(values)?.name ?? '', id)
    }
    const refs = candidates.flatMap((candidate) => candidate.refs)
    if (refs.length > 0)
      for (const [name, id] of await finder.refs(entity, refs)) holders.set(name, id)
    return holders
  }

  /** A value by which records were looked for has told its holder already, if the actor reaches all records. */
  function isKnown(
    { name, properties, value }: UniqueName,
    lookUps: readonly LookUp[],
    holders: Map<string, string>,
  ): boolean {
    if (properties.length !== 1 || updateScope !== 'all') return false
    const lookUp = lookUps.find(
      ({ key }) => key.kind === 'column' && key.property === properties[0],
    )
    if (!lookUp?.asked.has(value)) return false
    const [record] = lookUp.found.get(value) ?? []
    if (record) holders.set(name, record['id'] as string)
    return true
  }
}

interface LookUp {
  readonly key: MatchKey
  readonly asked: ReadonlySet<string>
  readonly found: ReadonlyMap<string, readonly WholeRecord[]>
}

/** As the writer does: a new record belongs to whoever makes it, unless the actor's reach goes beyond the own records and says otherwise. */
function ownerSetter({ actor, rights }: RequestContext, entity: Entity): DecideOptions['setOwner'] {
  const scope = rights.scope(`${entity.name}.create`)
  return (values) => {
    if (!entity.owned) return undefined
    values['ownerId'] ??= actor.memberId
    if (scope !== 'own' || values['ownerId'] === actor.memberId) return undefined
    return { path: '/ownerId', code: 'FORBIDDEN', message: 'you may make records of your own only' }
  }
}
