import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

import { errors } from '../identity/errors.ts'

/** What the host's `authenticate` is asked. */
export interface HostRequest {
  readonly headers: IncomingHttpHeaders
  readonly method: string
  readonly url: string
  readonly remoteAddress: string
  /** The request as the host's own middleware left it: `raw.session`, `raw.user`, … */
  readonly raw: IncomingMessage
}

/** Who the host says is asking. */
export interface HostIdentity {
  /** The host's key of the tenant, or its id; made once by `crm.tenants.ensure`. */
  readonly tenant: string
  /** The host's user id. */
  readonly id: string
  readonly roles: readonly string[]
  /** Shown where the user owns or changes something. */
  readonly name?: string
  readonly email?: string
}

/** Tells the engine whose request this is; undefined when the host knows nobody. */
export type HostAuthenticate = (
  request: HostRequest,
) => Promise<HostIdentity | undefined> | HostIdentity | undefined

/** A wrong shape here is a defect of the host: it must fail loudly, never become an actor with odd rights. */
export function assertHostIdentity(identity: unknown): asserts identity is HostIdentity {
  const { tenant, id, roles, name, email } = (identity ?? {}) as Record<string, unknown>
  if (!isText(tenant)) throw errors.IDENTITY_INVALID({ reason: 'tenant is no text' })
  if (!isText(id)) throw errors.IDENTITY_INVALID({ reason: 'id is no text' })
  if (!Array.isArray(roles) || !roles.every(isText))
    throw errors.IDENTITY_INVALID({ reason: 'roles is no list of texts' })
  if (name !== undefined && typeof name !== 'string')
    throw errors.IDENTITY_INVALID({ reason: 'name is no text' })
  if (email !== undefined && typeof email !== 'string')
    throw errors.IDENTITY_INVALID({ reason: 'email is no text' })
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 200
}
