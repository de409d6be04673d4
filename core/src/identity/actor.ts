/** Through what a person or program acts; written on every record and every change. */
export type Through = 'http' | 'job' | 'import' | 'host' | 'embed'

/** Who acts, inside exactly one tenant. There is no null actor: a request without one never reaches a handler. */
export interface Actor {
  readonly tenantId: string
  /** The host's own user id, the API key's id, or the embed session's subject. */
  readonly id: string
  readonly kind: 'user' | 'key' | 'embed' | 'system'
  readonly name?: string
  readonly email?: string
  readonly roles: readonly string[]
  /** The member record this actor acts as; owner of what `own` reaches. Null for a key without a member. */
  readonly memberId: string | null
  /** The actor's teams and all teams below them. */
  readonly teamIds: readonly string[]
  /** When given, rights are cut to these permissions: `contact.read`, `contact.*`, `*.read`, `*`. */
  readonly limitedTo?: readonly string[]
  /** Of `embed` actors: what else their session binds them to. */
  readonly embed?: EmbedBounds
}

export interface EmbedBounds {
  readonly sessionId: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  /** Exact origins of the pages it works on. */
  readonly origins: readonly string[]
  /** Tags of the elements it is for; null: all. */
  readonly components: readonly string[] | null
}

/**
 * The engine acting for itself: jobs, imports, the dispatcher. A class of its own with a private mark, so that no object
 * built from a request can pass for it (Directus CVE-2024-54151: a null context meant all rights).
 */
export class SystemActor implements Actor {
  readonly #mark = true
  readonly kind = 'system'
  readonly roles: readonly string[] = Object.freeze([])
  readonly memberId = null
  readonly teamIds: readonly string[] = Object.freeze([])
  readonly tenantId: string
  readonly id: string

  constructor(tenantId: string, id: string) {
    this.tenantId = tenantId
    this.id = id
  }

  static is(actor: Actor): actor is SystemActor {
    return actor instanceof SystemActor && actor.#mark
  }
}
