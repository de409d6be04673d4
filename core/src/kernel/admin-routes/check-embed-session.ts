import type { Fault } from '../../base/crm-error.ts'
import { compileValidator, faultsOf } from '../../base/validator.ts'
import { covers } from '../../identity/compile-rights.ts'
import { isOrigin } from '../../identity/embed-origin.ts'
import { errors } from '../../identity/errors.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { EmbedOptions } from '../crm-options.ts'
import type { Engine } from '../engine.ts'
import type { NewEmbedSession } from '../new-embed-session.ts'
import { permissionFault } from './check-role.ts'
import { embedInputSchema } from './embed-schemas.ts'

type Checked = Omit<NewEmbedSession, 'tenant'>
type CheckEngine = Pick<Engine, 'manifest' | 'roles' | 'embed'>

let validate: ReturnType<typeof compileValidator> | undefined

/** Throws `EMBED_SESSION_INVALID` unless everything it names exists and may be in a session. */
export async function assertMakable(
  engine: CheckEngine,
  { tenantId }: RequestContext,
  input: Checked,
): Promise<void> {
  validate ??= compileValidator(embedInputSchema)
  // Over HTTP the route has checked it; in process nobody has.
  const faults = validate(input)
    ? [
        ...(await unknownRoles(engine, tenantId, input)),
        ...permissionFaults(engine, input),
        ...originFaults(engine.embed.options, input),
        ...lifeFaults(engine.embed.options, input),
      ]
    : faultsOf(validate.errors)
  if (faults.length > 0) throw errors.EMBED_SESSION_INVALID({}, { faults })
}

async function unknownRoles(
  { roles }: CheckEngine,
  tenantId: string,
  { roles: named = [] }: Checked,
): Promise<Fault[]> {
  const known = (await roles.list(tenantId)).map(({ name }) => name)
  return named.flatMap((role, at) => {
    const message = `is no role; known: ${known.join(', ')}`
    return known.includes(role) ? [] : [{ path: `/roles/${at}`, code: 'UNKNOWN_ROLE', message }]
  })
}

function permissionFaults({ manifest }: CheckEngine, { permissions = [] }: Checked): Fault[] {
  const all = [...manifest.permissions.permissions.values()]
  return permissions.flatMap((pattern, at): Fault[] => {
    const path = `/permissions/${at}`
    const unknown = permissionFault(path, pattern, manifest.permissions)
    if (unknown) return [unknown]
    if (all.some(({ name, embed }) => embed && covers(pattern, name))) return []
    const message = 'is not for pages: no embed session can hold it'
    return [{ path, code: 'NOT_FOR_EMBEDDING', message }]
  })
}

function originFaults({ origins: listed }: EmbedOptions, { origins }: Checked): Fault[] {
  return origins.flatMap((origin, at): Fault[] => {
    const path = `/origins/${at}`
    if (!isOrigin(origin)) {
      const message = `must be an origin as browsers send it, scheme, host and port: ${meant(origin)}`
      return [{ path, code: 'NOT_AN_ORIGIN', message }]
    }
    if (listed === undefined || listed.includes(origin)) return []
    const message = 'is not among embed.origins of createCrm'
    return [{ path, code: 'ORIGIN_NOT_LISTED', message }]
  })
}

/** `https://App.example/crm` was meant as `https://app.example`. */
function meant(text: string): string {
  const origin = URL.parse(text)?.origin ?? 'null'
  return isOrigin(origin) ? origin : 'https://app.example'
}

function lifeFaults({ sessionSeconds }: EmbedOptions, { ttlSeconds }: Checked): Fault[] {
  if (sessionSeconds === undefined || ttlSeconds === undefined) return []
  if (ttlSeconds <= sessionSeconds) return []
  const message = `must be <= ${sessionSeconds}, which is embed.sessionSeconds of createCrm`
  return [{ path: '/ttlSeconds', code: 'maximum', message }]
}
