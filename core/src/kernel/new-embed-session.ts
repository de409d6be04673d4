import type { EmbedUser } from '../identity/embed-session.ts'

/** A user of the host's who is to be let in on a page of the host's. */
export interface NewEmbedSession {
  /** The host's key of the tenant, or its id. */
  readonly tenant: string
  /** The host's user; a member is found or made for them. */
  readonly user: EmbedUser
  /** What it may do; default `['user']`. */
  readonly roles?: readonly string[]
  /** Cuts what the roles grant: `contact.read`, `contact.*`, `*.read`. */
  readonly permissions?: readonly string[]
  /** Tags of the elements it is for; default all. */
  readonly components?: readonly string[]
  /** Exact origins of the pages it works on: `https://app.example`. */
  readonly origins: readonly string[]
  /** Its life in seconds; default and most `embed.sessionSeconds`, 900. */
  readonly ttlSeconds?: number
}

export interface EmbedSessionToken {
  /** For the page alone; it is stored nowhere. */
  readonly token: string
  /** RFC 3339. */
  readonly expiresAt: string
  readonly id: string
  readonly user: EmbedUser
  readonly roles: readonly string[]
  readonly components: readonly string[] | null
  readonly origins: readonly string[]
}
