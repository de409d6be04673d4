import { decodeProtectedHeader, errors as jose, type JWTPayload, jwtVerify, SignJWT } from 'jose'

import {
  type EmbedGrant,
  type EmbedSession,
  type EmbedUser,
  MAX_SESSION_SECONDS,
} from './embed-session.ts'
import { errors } from './errors.ts'

/** A key that signs, with the name it is found by. */
export interface EmbedKey {
  readonly kid: string
  readonly secret: Uint8Array
}

/**
 * A type of its own (RFC 8725 §3.11): no other JWT that is ever signed with one of these keys can pass for a session, and a
 * host's own JWT is told apart before anything is verified.
 */
const TYPE = 'crm-embed+jwt'
/** Engines alone make and read tokens, so a MAC is enough: there is no public key that could be taken for a secret (RFC 8725 §2.1). */
const ALGORITHM = 'HS256'
const ISSUER = 'crmkit'
const AUDIENCE = 'crmkit:embed'
/** A proxy gives all headers together 8 KiB; what is longer is refused before any work is done on it. */
export const MAX_TOKEN_LENGTH = 6_000
/** Ours has 80 characters. */
const MAX_HEADER_LENGTH = 300
/** How far the clocks of two processes may be apart for `nbf` and `iat`. The end of a session is held to the second. */
const SKEW_SECONDS = 30

/** True for what claims to be an embed token, and so must be a good one. */
export function looksLikeEmbedToken(text: string): boolean {
  if (!text.startsWith('eyJ')) return false
  try {
    const [header = ''] = text.slice(0, MAX_HEADER_LENGTH).split('.')
    return decodeProtectedHeader(`${header}..`).typ === TYPE
  } catch {
    return false
  }
}

export function signEmbedToken(session: EmbedSession, { kid, secret }: EmbedKey): Promise<string> {
  const { id, issuedAt, expiresAt, tenantId, user, ...grant } = session
  const { id: userId, ...person } = user
  return new SignJWT({ tenant: tenantId, user: person, ...grant })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(userId)
    .setJti(id)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(secret)
}

/** The session a token stands for; throws 401. Whether it is over or revoked is asked at each use, not here. */
export async function readEmbedToken(
  token: string,
  keyOf: (kid: string) => Promise<Uint8Array | undefined>,
  nowMs: number,
): Promise<EmbedSession> {
  if (token.length > MAX_TOKEN_LENGTH)
    throw invalid(`it is longer than ${MAX_TOKEN_LENGTH} characters`)
  const payload = await verified(token, keyOf, nowMs)
  const session = sessionOf(payload)
  if (session.expiresAt - session.issuedAt > MAX_SESSION_SECONDS)
    throw invalid(`it lives longer than ${MAX_SESSION_SECONDS} s`)
  return session
}

/** Throws once the session is over. */
export function assertLiving({ expiresAt }: EmbedSession, nowMs: number): void {
  if (expiresAt * 1_000 <= nowMs) throw expired(expiresAt)
}

async function verified(
  token: string,
  keyOf: (kid: string) => Promise<Uint8Array | undefined>,
  nowMs: number,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const secret = typeof kid === 'string' ? await keyOf(kid) : undefined
        if (!secret) throw invalid('the key it was signed with is not known (any more)')
        return secret
      },
      {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        currentDate: new Date(nowMs),
        clockTolerance: SKEW_SECONDS,
        requiredClaims: ['sub', 'jti', 'iat', 'nbf', 'exp', 'tenant'],
      },
    )
    return payload
  } catch (error) {
    if (error instanceof jose.JWTExpired) throw expired(error.payload.exp ?? 0)
    // Ours, or the database's: not the token's fault.
    if (!(error instanceof jose.JOSEError)) throw error
    throw invalid(reasonOf(error))
  }
}

function reasonOf(error: jose.JOSEError): string {
  if (error instanceof jose.JWSSignatureVerificationFailed) return 'its signature does not fit'
  if (error instanceof jose.JOSEAlgNotAllowed) return 'its algorithm is not ours'
  if (error instanceof jose.JWTClaimValidationFailed) {
    const early = error.claim === 'nbf' || error.claim === 'iat'
    return early ? 'it is not valid yet' : `its "${error.claim}" is not that of an embed session`
  }
  return 'it is cut or mistyped'
}

/** Only what one of our keys has signed comes here; the form can differ when another version of the engine made it. */
function sessionOf(payload: JWTPayload): EmbedSession {
  const { jti, sub, iat, exp, tenant, user, roles, permissions, components, origins, issuer } =
    payload as JWTPayload & Partial<EmbedGrant> & { tenant?: unknown }
  const lists = [roles, permissions, origins].every(Array.isArray)
  if (!lists || typeof tenant !== 'string' || !jti || !sub || !user || !issuer)
    throw invalid('another version of the engine made it')
  return Object.freeze({
    id: jti,
    tenantId: tenant,
    user: { ...user, id: sub } satisfies EmbedUser,
    roles: roles as string[],
    permissions: permissions as string[],
    components: components ?? null,
    origins: origins as string[],
    issuer,
    issuedAt: iat ?? 0,
    expiresAt: exp ?? 0,
  })
}

function invalid(reason: string): Error {
  return errors.EMBED_TOKEN_INVALID({ reason })
}

function expired(seconds: number): Error {
  return errors.EMBED_SESSION_EXPIRED({ expiresAt: new Date(seconds * 1_000).toISOString() })
}
