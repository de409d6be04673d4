/** Longest life of an embed session: what a page loses to a thief is over by then. */
export const MAX_SESSION_SECONDS = 900

/** Whom a session was made by: its rights end with theirs. */
export type EmbedIssuer =
  | { readonly kind: 'key'; readonly id: string }
  /** Of the host's users only the host knows the roles, so the session keeps those of the moment it was made. */
  | { readonly kind: 'user'; readonly id: string; readonly roles: readonly string[] }
  /** `crm.embedSession`: the host itself, with every right in the tenant. */
  | { readonly kind: 'host' }

/** The host's user a session is for. */
export interface EmbedUser {
  readonly id: string
  readonly name: string
  readonly email?: string
}

/** What a session lets its holder do, and where: the content of its token, all of it signed. */
export interface EmbedGrant {
  readonly tenantId: string
  readonly user: EmbedUser
  readonly roles: readonly string[]
  /** Cuts what the roles grant; empty: all of it. */
  readonly permissions: readonly string[]
  /** Tags of the elements it is for; null: all. Elements keep to it, rights are what the server holds. */
  readonly components: readonly string[] | null
  /** Exact origins of the pages it works on: `https://app.example`. */
  readonly origins: readonly string[]
  readonly issuer: EmbedIssuer
}

export interface EmbedSession extends EmbedGrant {
  /** The token's `jti`. */
  readonly id: string
  /** Seconds since the epoch. */
  readonly issuedAt: number
  /** Seconds since the epoch; from then on it is refused. */
  readonly expiresAt: number
}
