import type { Filter } from '../entities/filter.ts'
import type { Actor } from '../identity/actor.ts'
import type { RequestContext } from '../identity/request-context.ts'

export type ViewKind = 'list' | 'board' | 'calendar'

/** What a view shows, in the words of a list. */
export interface ViewQuery {
  readonly filter?: Filter
  /** `-createdAt,name`. */
  readonly sort?: string
  /** The list's `q`. */
  readonly search?: string
}

export interface ViewColumn {
  /** A field as filters name it; also one behind relations to one record: `company.name`. */
  readonly key: string
  /** Pixels. */
  readonly width?: number
  readonly pinned?: 'start' | 'end'
  readonly hidden?: boolean
}

/** What only the element itself understands: `groupBy`, `density`, … */
export type ViewOptions = Readonly<Record<string, string | number | boolean | null | string[]>>

/** What a view is made of; the parts a write may give. */
export interface ViewContent {
  readonly name: string
  readonly query: ViewQuery
  readonly columns: readonly ViewColumn[]
  readonly options: ViewOptions
  readonly shared: boolean
}

/** A saved view as it is stored. */
export interface View extends ViewContent {
  readonly id: string
  readonly entity: string
  readonly kind: ViewKind
  /** Whose it is: see `holderOf`. */
  readonly holder: string
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly createdBy: ViewStamp
  readonly updatedBy: ViewStamp
}

export interface ViewStamp {
  readonly kind: Actor['kind']
  readonly id: string
  readonly name?: string
}

/**
 * Under what an actor's views are kept. A person is the same member by whatever way they come, through the host's own pages or an
 * embedded element; a key that acts as a member shares the member's views; any other key has its own.
 */
export function holderOf({ actor }: Pick<RequestContext, 'actor'>): string {
  return actor.memberId === null ? `${actor.kind}:${actor.id}` : `member:${actor.memberId}`
}

/** What makes two names the same to people: spaces and case do not count. */
export function nameKey(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').normalize('NFKC').toLowerCase()
}
