import { uuidV7 } from '../base/uuid-v7.ts'
import type { Entity } from '../entities/entity.ts'
import type { Property } from '../entities/property.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { Candidate } from './candidate.ts'
import type { RecordFinder } from './find-records.ts'
import type { LinkWish } from './link-wish.ts'
import type { Phase } from './stored-import.ts'

/** What became of a wish: the record, one to be made (once, whoever asks), or why there is none. */
export type ResolvedLink =
  | { readonly kind: 'found' | 'new'; readonly id: string }
  | { readonly kind: 'ambiguous' | 'missing'; readonly message: string }
  /** A row of the same file will be it. */
  | { readonly kind: 'awaited' }

export interface LinkDeps {
  readonly finder: RecordFinder
  readonly tenantDb: TenantDb
  readonly context: RequestContext
  readonly schema: string
  /** The entity of the rows themselves. */
  readonly entity: Entity
  /** Those of the names that a row put aside will have. */
  readonly deferredNames: (names: readonly string[]) => Promise<ReadonlySet<string>>
}

/**
 * Looks up the records the rows of a block point at. Those that are missing and may be made get their id here and are looked for once
 * more behind a lock, so that two imports at the same time make one company, not two.
 */
export async function resolveLinks(
  deps: LinkDeps,
  candidates: readonly Candidate[],
  phase: Phase,
): Promise<ReadonlyMap<LinkWish, ResolvedLink>> {
  const { finder, tenantDb, context, schema } = deps
  const wishes = [
    ...new Set(candidates.flatMap(({ links }) => links.flatMap((link) => link.wishes))),
  ]
  const resolved = new Map<LinkWish, ResolvedLink>()
  const open = (): LinkWish[] => wishes.filter((wish) => !resolved.has(wish))
  await look(wishes)
  await awaitRows(open().filter((wish) => wish.entity === deps.entity))
  const missing = open().filter((wish) => wish.values)
  await lock([...new Set(missing.map((wish) => wish.entity.name))].sort())
  if (missing.length > 0) await look(missing)
  makeNew(missing.filter((wish) => !resolved.has(wish)))
  for (const wish of open()) resolved.set(wish, { kind: 'missing', message: whyMissing(wish) })
  return resolved

  /** Whoever is not there may stand further down, or among the rows put aside; at the end those point at each other in a circle. */
  async function awaitRows(missing: readonly LinkWish[]): Promise<void> {
    const names =
      phase === 'file' || missing.length === 0
        ? new Set<string>()
        : await deps.deferredNames(missing.flatMap(namesOf))
    for (const wish of missing) {
      if (phase !== 'file' && !namesOf(wish).some((name) => names.has(name))) continue
      resolved.set(
        wish,
        phase === 'last' ? { kind: 'missing', message: inCircle(wish) } : { kind: 'awaited' },
      )
    }
  }

  async function lock(entities: readonly string[]): Promise<void> {
    for (const entity of entities) {
      await tenantDb.query(context.tenantId, {
        text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
        values: [`crmkit:import-link:${schema}:${context.tenantId}:${entity}`],
      })
    }
  }

  async function look(asked: readonly LinkWish[]): Promise<void> {
    const found = await lookUp(asked)
    for (const wish of asked) {
      for (const { property, value } of wish.keys) {
        const ids = found.get(place(wish, property))?.get(value)
        if (!ids) continue
        resolved.set(
          wish,
          ids.length === 1
            ? { kind: 'found', id: ids[0] as string }
            : { kind: 'ambiguous', message: ambiguous(wish, property, value) },
        )
        break
      }
    }
  }

  /** One look-up for each field wishes are told by. */
  async function lookUp(asked: readonly LinkWish[]) {
    const fields = new Map<string, LinkWishField>()
    for (const wish of asked) {
      const { entity, within } = wish
      for (const { property, value } of wish.keys) {
        const name = place(wish, property)
        const field = fields.get(name) ?? { entity, property, within, values: new Set() }
        fields.set(name, field)
        field.values.add(value)
      }
    }
    const found = new Map<string, ReadonlyMap<string, readonly string[]>>()
    for (const [name, { entity, property, within, values }] of fields) {
      const scope = context.rights.scope(`${entity.name}.read`)
      found.set(
        name,
        scope === undefined
          ? new Map()
          : await finder.ids(entity, property, [...values], scope, within),
      )
    }
    return found
  }

  /** Two wishes that share a key, such as a name with and without a domain, mean one record. */
  function makeNew(wanted: readonly LinkWish[]): void {
    const made = new Map<string, ResolvedLink>()
    for (const wish of wanted) {
      const names = wish.keys.map(({ property, value }) => `${place(wish, property)} ${value}`)
      const known = names.map((name) => made.get(name)).find((link) => link !== undefined)
      const link = known ?? { kind: 'new', id: uuidV7() }
      for (const name of names) made.set(name, link)
      resolved.set(wish, link)
    }
  }
}

interface LinkWishField extends Pick<LinkWish, 'entity' | 'within'> {
  readonly property: Property
  readonly values: Set<string>
}

function place(
  { entity, within }: Pick<LinkWish, 'entity' | 'within'>,
  property: Property,
): string {
  return `${entity.name}.${property.key}${within ? ` within ${within.value}` : ''}`
}

function ambiguous({ entity }: LinkWish, property: Property, value: string): string {
  return `several ${entity.label.many.toLowerCase()} have the ${property.label.toLowerCase()} "${value}": which one is meant`
}

function whyMissing({ entity, keys, reason }: LinkWish): string {
  const one = entity.label.one.toLowerCase()
  const [key] = keys
  if (!key) return `a ${one} is not found by this: use a unique or indexed field of it`
  const none = `there is no ${one} whose ${key.property.label.toLowerCase()} is "${key.value}"`
  return reason === undefined ? none : `${none}, and none can be made: ${reason}`
}

function inCircle({ keys }: LinkWish): string {
  return `"${keys[0]?.value ?? ''}" is a row of this file that was refused, or that points back at this one`
}

/** What a record may be called, in the form rows put aside are remembered by. */
export function namesOf({ keys }: Pick<LinkWish, 'keys'>): string[] {
  return keys.map(({ property, value }) => `${property.key} ${value}`)
}
