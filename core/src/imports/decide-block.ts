import { type Fault, isCrmError } from '../base/crm-error.ts'
import { uuidV7 } from '../base/uuid-v7.ts'
import type { Entity } from '../entities/entity.ts'
import type { EntityHookRunner } from '../entities/entity-hooks.ts'
import type { ExternalRef } from '../entities/writer/check-input.ts'
import { differing } from '../entities/writer/differing.ts'
import type { WholeRecord } from '../entities/writer/record-lookup.ts'
import type { Candidate } from './candidate.ts'
import type { LinkWish } from './link-wish.ts'
import { asText, keyName, type MatchKey, matchValues } from './match-key.ts'
import { mergeChanges } from './merge-values.ts'
import type { Plan } from './plan.ts'
import type { Decisions, Planned, PlannedCreate, PlannedUpdate, RefusedRow } from './planned.ts'
import type { ResolvedLink } from './resolve-links.ts'
import type { RowFault } from './stored-import.ts'
import { refName, uniqueNames } from './unique-name.ts'

type Values = Readonly<Record<string, unknown>>

/** What the database says about the rows of a block. */
export interface Known {
  readonly links: ReadonlyMap<LinkWish, ResolvedLink>
  /** For each match key the records by value. */
  readonly existing: readonly ReadonlyMap<string, readonly WholeRecord[]>[]
  /** Holders of unique values by the name of the value. */
  readonly holders: ReadonlyMap<string, string>
}

export interface DecideOptions {
  readonly entity: Entity
  readonly plan: Plan
  readonly keys: readonly MatchKey[]
  readonly complete: EntityHookRunner['complete']
  /** Records with hooks of their own are written one by one: the writer completes those, so their values stay input. */
  readonly byWriter: { readonly create: boolean; readonly update: boolean }
  /** Gives a new record its owner; a fault when the actor may not. */
  readonly setOwner: (values: Record<string, unknown>) => Fault | undefined
  /** Names the column behind a fault. */
  readonly nameFault: (fault: Fault) => RowFault
}

/** Decides for each row, in the order of the file, what becomes of it: each row sees what the rows before it will have done. */
export function decideBlock(
  options: DecideOptions,
  known: Known,
  candidates: readonly Candidate[],
): Decisions {
  const { entity, plan, keys, nameFault } = options
  const one = entity.label.one.toLowerCase()
  const creates: PlannedCreate[] = []
  const updates = new Map<string, PlannedUpdate>()
  const refused: RefusedRow[] = []
  const deferred: Candidate[] = []
  const newLinks = new Map<string, LinkWish>()
  /** Records of this block by match value; null: the record that had it gave it up. */
  const byKey = new Map<string, Planned | null>()
  /** Unique values rows of this block have taken. */
  const taken = new Map<string, Planned>()
  /** New records of this block by what others of it may call them. */
  const callable = new Map<string, string>()
  const callableBy = callableFields(entity, candidates)

  for (const candidate of candidates) {
    const faults = place(candidate)
    if (faults === 'later') deferred.push(candidate)
    else if (faults.length > 0) refused.push({ candidate, faults })
  }
  return { creates, updates: [...updates.values()], refused, deferred, newLinks }

  function place(candidate: Candidate): readonly RowFault[] | 'later' {
    if (candidate.faults.length > 0) return candidate.faults
    const links = resolve(candidate)
    if (links === 'later' || links.faults.length > 0)
      return links === 'later' ? links : links.faults
    const found = find(candidate)
    if (typeof found === 'string') return [{ field: '', code: 'AMBIGUOUS', message: found }]
    const faults = found ? change(found, candidate, links.ids) : create(candidate, links.ids)
    if (faults.length > 0) return faults
    for (const wish of candidate.links.flatMap(({ wishes }) => wishes)) {
      const link = known.links.get(wish)
      if (link?.kind === 'new' && !newLinks.has(link.id)) newLinks.set(link.id, wish)
    }
    return []
  }

  /** The ids of the records the row points at, by property. */
  function resolve(candidate: Candidate): { ids: Values; faults: readonly RowFault[] } | 'later' {
    const ids: Record<string, unknown> = {}
    const faults: RowFault[] = []
    for (const { property, header, isList, wishes } of candidate.links) {
      const found: string[] = []
      for (const wish of wishes) {
        const link = inBlock(wish) ?? known.links.get(wish)
        if (!link)
          throw new Error(
            `The link of line ${candidate.line} to a ${wish.entity.name} was not looked up.`,
          )
        if ('id' in link) found.push(link.id)
        else if (link.kind === 'awaited') return 'later'
        else
          faults.push({
            field: header,
            code: link.kind === 'missing' ? 'LINK_MISSING' : 'LINK_AMBIGUOUS',
            message: link.message,
          })
      }
      ids[property] = isList ? [...new Set(found)] : found[0]
    }
    return { ids, faults }
  }

  /** A row above in this block may be what is pointed at. */
  function inBlock(wish: LinkWish): ResolvedLink | undefined {
    if (wish.entity !== entity || known.links.get(wish)?.kind === 'found') return undefined
    const id = wish.keys
      .map(({ property, value }) => callable.get(`${property.key} ${value}`))
      .find((known) => known !== undefined)
    return id === undefined ? undefined : { kind: 'found', id }
  }

  /** The record the row means; a sentence when it means several. */
  function find(candidate: Candidate): Planned | string | undefined {
    for (const [index, key] of keys.entries()) {
      const found = new Map<string, Planned>()
      const values = matchValues(key, candidate.patch, candidate.refs, candidate.id)
      for (const value of values) {
        const planned = byKey.get(`${index} ${value}`)
        if (planned) found.set(planned.id, planned)
        if (planned !== undefined) continue
        for (const record of known.existing[index]?.get(value) ?? []) {
          found.set(idOf(record), updates.get(idOf(record)) ?? planUpdate(record))
        }
      }
      const [only, ...others] = found.values()
      if (others.length > 0)
        return `several ${entity.label.many.toLowerCase()} have ${keyName(key)} ${values.join(', ')}`
      if (only) return only
    }
    return undefined
  }

  function create(candidate: Candidate, links: Values): readonly RowFault[] {
    if (plan.mode === 'update') {
      return [
        {
          field: '',
          code: 'NOT_FOUND',
          message: `there is no ${one} with ${keys.map(keyName).join(' or ')} of this row`,
        },
      ]
    }
    const made = options.byWriter.create ? candidate.input : candidate.values
    if (!made) return candidate.createFaults
    const values: Record<string, unknown> = { ...made, ...links }
    const owner = options.setOwner(values)
    const planned: PlannedCreate = {
      kind: 'create',
      id: uuidV7(),
      values,
      refs: [...candidate.refs],
      ext: { ...candidate.ext },
      rows: [],
    }
    const faults = [
      ...(owner ? [nameFault(owner)] : []),
      ...collisions(planned, values, candidate.refs),
    ]
    if (faults.length > 0) return faults
    creates.push(planned)
    planned.rows.push({ candidate, outcome: 'created' })
    remember(planned, values, candidate)
    for (const key of callableBy)
      if (typeof values[key] === 'string') callable.set(`${key} ${values[key]}`, planned.id)
    return []
  }

  function change(planned: Planned, candidate: Candidate, links: Values): readonly RowFault[] {
    const before = stateOf(planned)
    const changes = mergeChanges(entity, before, { ...candidate.patch, ...links }, plan.lists)
    const completed = completeChanges(planned, changes, before)
    const refs = candidate.refs.filter((ref) => !holds(planned, ref))
    const faults = [...completed, ...overfull(changes), ...collisions(planned, changes, refs)]
    if (faults.length > 0) return faults
    const ext = differingExt(planned, candidate.ext)
    const isChanged =
      Object.keys(changes).length > 0 || refs.length > 0 || Object.keys(ext).length > 0
    if (planned.kind === 'create') Object.assign(planned.values, changes)
    else planned.changes = differing(entity, planned.before, { ...planned.changes, ...changes })
    planned.refs.push(...refs)
    for (const [plugin, values] of Object.entries(ext))
      planned.ext[plugin] = { ...planned.ext[plugin], ...values }
    planned.rows.push({ candidate, outcome: isChanged ? 'updated' : 'unchanged' })
    if (planned.kind === 'update') updates.set(planned.id, planned)
    forget(before, changes)
    remember(planned, { ...candidate.patch, ...changes }, candidate)
    return []
  }

  /** What the hooks add; what they leave as it was is no change. */
  function completeChanges(
    planned: Planned,
    changes: Record<string, unknown>,
    before: Values,
  ): RowFault[] {
    const keys = Object.keys(changes)
    if (options.byWriter[planned.kind] || keys.length === 0) return []
    try {
      for (const hook of options.complete)
        if (hook.fields.some((field) => keys.includes(field))) hook.run(changes, before)
    } catch (error) {
      if (!isCrmError(error) || error.status >= 500) throw error
      const [fault = { path: '', code: error.code, message: error.message }] = error.faults
      return [nameFault(fault)]
    }
    const real = differing(entity, before, changes)
    for (const key of Object.keys(changes)) if (!Object.hasOwn(real, key)) delete changes[key]
    return []
  }

  /** Only the merge can make a list longer than a row may say. */
  function overfull(changes: Values): RowFault[] {
    return Object.entries(changes).flatMap(([key, value]) => {
      const most = entity.properties.get(key)?.schema['maxItems']
      if (!Array.isArray(value) || typeof most !== 'number' || value.length <= most) return []
      return [
        nameFault({
          path: `/${key}`,
          code: 'maxItems',
          message: `would have ${value.length} entries, at most ${most} are kept`,
        }),
      ]
    })
  }

  /** Unique values another record has, in the database or in this block. */
  function collisions(planned: Planned, values: Values, refs: readonly ExternalRef[]): RowFault[] {
    return uniqueNames(entity, values, stateOf(planned), refs).flatMap(
      ({ name, fields, value }) => {
        const path = fields.length === 0 ? '' : `/${fields[0]}`
        const other = taken.get(name)
        const holder = known.holders.get(name)
        if (other && other !== planned) {
          const line = other.rows[0]?.candidate.line
          return [
            nameFault({
              path,
              code: 'DUPLICATE_IN_FILE',
              message: `line ${line} has the same "${value}"`,
            }),
          ]
        }
        if (holder === undefined || holder === planned.id) return []
        return [nameFault({ path, code: 'UNIQUE_TAKEN', message: `another ${one} has "${value}"` })]
      },
    )
  }

  function remember(planned: Planned, values: Values, { refs, id }: Candidate): void {
    for (const [index, key] of keys.entries()) {
      for (const value of matchValues(key, values, refs, id))
        byKey.set(`${index} ${value}`, planned)
    }
    for (const { name } of uniqueNames(entity, values, stateOf(planned), refs))
      taken.set(name, planned)
  }

  /** A value a record gives up no longer finds it. */
  function forget(before: Values, changes: Values): void {
    for (const [index, key] of keys.entries()) {
      if (key.kind !== 'column' || !Object.hasOwn(changes, key.property.key)) continue
      const value = before[key.property.key]
      if (value !== null && value !== undefined) byKey.set(`${index} ${asText(value)}`, null)
    }
  }

  function holds(planned: Planned, ref: ExternalRef): boolean {
    return (
      known.holders.get(refName(ref)) === planned.id ||
      planned.refs.some((other) => refName(other) === refName(ref))
    )
  }
}

/** The record as it will be after the rows so far. */
function stateOf(planned: Planned): Values {
  return planned.kind === 'create' ? planned.values : { ...planned.before, ...planned.changes }
}

/** The fields of other plugins that would change. */
function differingExt(
  planned: Planned,
  given: Candidate['ext'],
): Record<string, Record<string, unknown>> {
  const held = (planned.kind === 'update' ? planned.before['ext'] : undefined) as
    Readonly<Record<string, Values | null>> | undefined
  const differing = Object.entries(given ?? {}).flatMap(([plugin, values]) => {
    const now: Values = { ...held?.[plugin], ...planned.ext[plugin] }
    const changed = Object.entries(values).filter(
      ([key, value]) => JSON.stringify(now[key] ?? null) !== JSON.stringify(value),
    )
    return changed.length > 0 ? [[plugin, Object.fromEntries(changed)] as const] : []
  })
  return Object.fromEntries(differing)
}

function planUpdate(before: WholeRecord): PlannedUpdate {
  return { kind: 'update', id: idOf(before), before, changes: {}, refs: [], ext: {}, rows: [] }
}

function idOf(record: WholeRecord): string {
  return record['id'] as string
}

/** Fields by which rows of a block point at records of the same entity. */
function callableFields(entity: Entity, candidates: readonly Candidate[]): ReadonlySet<string> {
  const own = candidates.flatMap(({ links }) =>
    links.flatMap(({ wishes }) => wishes.filter((wish) => wish.entity === entity)),
  )
  return new Set(own.flatMap(({ keys }) => keys.map(({ property }) => property.key)))
}
