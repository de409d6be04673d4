import { type Fault, isCrmError } from '../base/crm-error.ts'
import type { Entity } from '../entities/entity.ts'
import type { HooksOf } from '../entities/entity-hooks.ts'
import type { TenantFields } from '../entities/reader/tenant-fields.ts'
import type { ExternalRef, InputChecker } from '../entities/writer/check-input.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { CsvRecord } from './csv-reader.ts'
import { createDrafter, type Draft } from './draft-row.ts'
import { createLinkWishes, type LinkWish } from './link-wish.ts'
import type { Plan } from './plan.ts'
import type { RowFault } from './stored-import.ts'
import { cellProperty, fieldOf, type Target } from './target.ts'

/** A row that has been read, normalised and checked, before the database is asked anything. */
export interface Candidate {
  readonly line: number
  readonly cells: readonly string[]
  /** Fields the row gives, normalised: what an update sets. Links hold a place-holder until they are resolved. */
  readonly patch: Readonly<Record<string, unknown>>
  /** What a new record would be given, before it is completed; undefined when the row cannot make one. */
  readonly input: Readonly<Record<string, unknown>> | undefined
  /** The new record, with defaults and completed. */
  readonly values: Readonly<Record<string, unknown>> | undefined
  /** Why the row cannot make a record, while it may still change one. */
  readonly createFaults: readonly RowFault[]
  readonly ext: Readonly<Record<string, Record<string, unknown>>> | undefined
  readonly refs: readonly ExternalRef[]
  readonly links: readonly CandidateLink[]
  readonly id: string | undefined
  /** Why the row is refused; empty for a good one. */
  readonly faults: readonly RowFault[]
}

export interface CandidateLink {
  /** Property that holds the id or ids. */
  readonly property: string
  readonly header: string
  readonly isList: boolean
  readonly wishes: readonly LinkWish[]
}

export type ReadCandidate = (record: CsvRecord) => Candidate

/** Stands for the id of a record that is not known yet, so that a row can be checked before its links are looked up. */
const PLACEHOLDER = '00000000-0000-0000-0000-0000000000'

/** Compiles the way of a row through reading, normalising, checking and completing: the same checks a caller over HTTP meets. */
export function createCandidateReader(options: {
  readonly context: RequestContext
  readonly entity: Entity
  readonly plan: Plan
  readonly targets: readonly (Target | undefined)[]
  /** Made for this import, with its country. */
  readonly checker: InputChecker
  readonly hooksOf: HooksOf
  /** The tenant's own, for the whole import. */
  readonly fields: TenantFields
}): ReadCandidate {
  const { context, entity, plan, targets, checker, hooksOf, fields } = options
  const draftRow = createDrafter(plan, targets)
  const wishes = createLinkWishes({
    context,
    checker,
    hooksOf,
    fields,
    mayCreate: plan.linkMissing === 'create',
  })
  const headers = createFaultNames(plan, targets)
  const relations = relationsOf(plan, targets)
  const { complete } = hooksOf(entity.name)

  return (record) => {
    const draft = draftRow(record)
    const faults = [...draft.faults]
    const links = draft.links.size === 0 ? [] : linksOf(draft, faults)
    const given = links.length === 0 ? draft.input : { ...draft.input, ...placeholders(links) }
    const base = {
      line: record.line,
      cells: record.cells,
      refs: draft.refs,
      links,
      id: draft.id,
      faults,
    }
    const none = {
      patch: {},
      input: undefined,
      values: undefined,
      createFaults: [],
      ext: undefined,
    }
    if (faults.length > 0) return { ...base, ...none }

    const made = plan.mode === 'update' ? undefined : attempt(() => checkNew(given))
    if (made && !Array.isArray(made)) {
      const { patch, input, ext } = made
      const values = { ...input }
      const completed =
        complete.length === 0
          ? undefined
          : attempt(() => complete.forEach((hook) => hook.run(values, undefined)))
      const createFaults = Array.isArray(completed) ? completed : []
      if (plan.mode === 'create') faults.push(...createFaults)
      return {
        ...base,
        patch,
        input,
        values: createFaults.length > 0 ? undefined : values,
        createFaults,
        ext,
      }
    }
    if (plan.mode === 'create') {
      faults.push(...(made ?? []))
      return { ...base, ...none }
    }
    // Not enough for a new record, but perhaps for a change of one there is.
    const changed = attempt(() => checker.check(context, entity, 'patch', given, fields))
    if (Array.isArray(changed)) {
      faults.push(...changed)
      return { ...base, ...none }
    }
    return { ...base, ...none, patch: changed.values, ext: changed.ext, createFaults: made ?? [] }
  }

  function checkNew(given: Readonly<Record<string, unknown>>) {
    const input = { ...plan.defaults, ...given }
    const { values, ext } = checker.check(context, entity, 'create', input, fields)
    const patch: Record<string, unknown> = {}
    for (const key of Object.keys(given)) if (key !== 'ext') patch[key] = values[key]
    if (isObject(given['custom'])) patch['custom'] = customPatch(given['custom'], values['custom'])
    return { patch, input: values, ext }
  }

  function linksOf(draft: Draft, faults: RowFault[]): CandidateLink[] {
    const links: CandidateLink[] = []
    for (const [name, all] of draft.links) {
      const relation = relations.get(name)
      if (!relation) continue
      const { header, property, isList, other, within } = relation
      const shared =
        within === undefined
          ? undefined
          : { key: within, value: draft.input[within] ?? plan.defaults[within] }
      const made = all.map((values) => wishes(other, values, shared))
      for (const wish of made) {
        for (const { code, message } of wish.faults) faults.push({ field: header, code, message })
      }
      links.push({ property, header, isList, wishes: made })
    }
    return links
  }

  /** The value, or the faults of the `CrmError` it threw. */
  function attempt<T>(work: () => T): T | RowFault[] {
    try {
      return work()
    } catch (error) {
      if (!isCrmError(error) || error.status >= 500) throw error
      const found: readonly Fault[] =
        error.faults.length > 0
          ? error.faults
          : [{ path: '', code: error.code, message: error.message }]
      return found.map((fault) => headers(fault))
    }
  }
}

/** What the row says of custom fields, as it is stored: without the defaults a new record gets, null for what it clears. */
function customPatch(given: object, checked: unknown): Record<string, unknown> {
  const values = (checked ?? {}) as Readonly<Record<string, unknown>>
  return Object.fromEntries(Object.keys(given).map((key) => [key, values[key] ?? null]))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function placeholders(links: readonly CandidateLink[]): Record<string, unknown> {
  return Object.fromEntries(
    links.map(({ property, isList, wishes }) => {
      const ids = wishes.map((_, index) => `${PLACEHOLDER}${String(index % 100).padStart(2, '0')}`)
      return [property, isList ? ids : ids[0]]
    }),
  )
}

interface RelationColumn {
  readonly header: string
  readonly property: string
  readonly isList: boolean
  readonly other: Entity
  readonly within: string | undefined
}

function relationsOf(
  plan: Plan,
  targets: readonly (Target | undefined)[],
): ReadonlyMap<string, RelationColumn> {
  const found = new Map<string, RelationColumn>()
  for (const [index, target] of targets.entries()) {
    if (target?.kind !== 'relation' || found.has(target.relation.name)) continue
    const { relation, entity: other } = target
    const header = plan.columns[index]?.header ?? ''
    found.set(relation.name, {
      header,
      property: relation.property,
      isList: relation.kind === 'manyToMany',
      other,
      within: relation.within,
    })
  }
  return found
}

/** Names the column behind the path of a fault: people know their headers, not our pointers. */
export function createFaultNames(
  plan: Plan,
  targets: readonly (Target | undefined)[],
): (fault: Fault) => RowFault {
  const columns = targets.flatMap((target, index) =>
    target ? [{ target, header: plan.columns[index]?.header ?? '' }] : [],
  )
  return ({ path, code, message }) => {
    const parts = path.split('/').slice(1)
    const [key = '', ...rest] = parts
    const own = columns.filter(({ target }) => fieldOf(target)?.split('.')[0] === key)
    const exact = own.find(
      ({ target }) => rest.length > 0 && cellProperty(target)?.key === rest.at(-1),
    )
    const column = exact ?? own[0]
    return column
      ? { field: column.header, code, message }
      : { field: '', code, message: path === '' ? message : `${parts.join('.')} ${message}` }
  }
}
