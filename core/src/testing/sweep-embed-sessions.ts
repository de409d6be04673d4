import type { JsonSchema } from '../base/validator.ts'
import { covers } from '../identity/compile-rights.ts'
import type { TestCrm } from './create-test-crm.ts'
import { sampleValue } from './sample-record.ts'

export interface EmbedSweepOptions {
  /**
   * Operation ids of routes for any actor that pages may call, beside the engine's own. Whoever opens one names it in a test, where
   * a reviewer sees it: what it answers beyond the caller's rights is open to every page.
   */
  readonly open?: readonly string[]
}

/** A call of the API as its OpenAPI document has it. */
export interface Operation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly permission: string | undefined
  readonly isPublic: boolean
  readonly body: unknown
}

/** Of the engine itself; each answers within the caller's rights. */
export const OPEN_TO_PAGES: readonly string[] = [
  'getMe',
  'listSchemas',
  'getSchema',
  'getLayout',
  'listViews',
  'createView',
  'getView',
  'changeView',
  'deleteView',
  'duplicateView',
  'streamChanges',
  'getTimeline',
]

const PAGE = 'https://page.example'
const TENANT = 'embed-sweep'
/** An id nobody has. */
const NOBODYS = '01890a5d-ac96-774b-bcce-b302099a8057'

/**
 * Tries every route with embed sessions of different rights. Gives what gets through without being granted, and what is granted by
 * all rights and does not get through.
 */
export async function sweepEmbedSessions(
  t: TestCrm,
  { open = [] }: EmbedSweepOptions = {},
): Promise<string[]> {
  const operations = (await operationsOf(t, TENANT)).filter(({ isPublic }) => !isPublic)
  const unknown = open.filter((name) => operations.every((one) => one.name !== name))
  const embeddable = await embeddablePermissions(t, TENANT)
  const entities = await dataOf<Named[]>(t, TENANT, '/schemas')
  const one = entities.map(({ name }) => `${name}.read`).find((name) => embeddable.has(name))
  const cuts = [['*'], ['*.read'], ...(one === undefined ? [] : [[one]])]
  const faults = unknown.map((name) => `${name} is no route of the API, so it need not be open.`)
  for (const permissions of cuts) {
    const { token } = await t.crm.embedSession({
      tenant: TENANT,
      user: { id: 'sweep', name: 'Sweep' },
      roles: ['admin'],
      permissions,
      origins: [PAGE],
    })
    const held = [...embeddable].filter((name) => permissions.some((p) => covers(p, name)))
    for (const operation of operations) {
      const may = isGranted(operation, held, entities, [...OPEN_TO_PAGES, ...open])
      const got = await getsThrough(t, operation, token, PAGE)
      const whole = permissions[0] === '*'
      if (got && !may)
        faults.push(`${operation.name} answers a session cut to ${permissions.join(', ')}.`)
      if (!got && may && whole)
        faults.push(`${operation.name} is closed to a session that may all.`)
    }
  }
  return faults
}

function isGranted(
  { name, method, path, permission }: Operation,
  held: readonly string[],
  entities: readonly Named[],
  open: readonly string[],
): boolean {
  if (permission !== undefined) return held.includes(permission)
  const writes = entities.find(
    ({ plural }) =>
      (method === 'POST' && path === `/${plural}/batch`) ||
      (method === 'DELETE' && path === `/${plural}/{id}`),
  )
  if (writes) return held.includes(`${writes.name}.delete`)
  return open.includes(name)
}

/** Names of the permissions that pages may hold at all. */
export async function embeddablePermissions(
  t: TestCrm,
  tenant: string,
): Promise<ReadonlySet<string>> {
  const all = await dataOf<{ name: string; embed: boolean }[]>(t, tenant, '/permissions')
  return new Set(all.filter(({ embed }) => embed).map(({ name }) => name))
}

export async function operationsOf(t: TestCrm, tenant: string): Promise<Operation[]> {
  const { paths, components } = (await t.as(tenant).get('/openapi.json')).body as Document
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: operation.operationId,
      method: method.toUpperCase(),
      path,
      permission: operation['x-permission'],
      isPublic: operation.security?.length === 0,
      body: sampleBody(operation, components.schemas),
    })),
  )
}

/** Any other answer than 401 and 403 comes from behind the door, a 404 or 422 too. */
export async function getsThrough(
  t: TestCrm,
  { method, path, body }: Operation,
  token: string,
  origin: string,
): Promise<boolean> {
  const isBatch = method === 'POST' && path.endsWith('/batch')
  const answer = await t.crm.inject({
    // A GET might be a stream that never ends; its HEAD goes the same way.
    method: method === 'GET' ? 'HEAD' : method,
    url: `/api/v1${path.replace(/\{\w+\}/g, NOBODYS)}`,
    headers: { authorization: `Bearer ${token}`, origin },
    body: isBatch ? { atomic: false, operations: [{ method: 'delete', id: NOBODYS }] } : body,
  })
  const came = answer.body as { data: [{ status: number }] } | undefined
  const status = isBatch && answer.status === 200 ? came?.data[0].status : answer.status
  return status !== 401 && status !== 403
}

interface Named {
  readonly name: string
  readonly plural: string
}

async function dataOf<T>(t: TestCrm, tenant: string, path: string): Promise<T> {
  const answer = await t.as(tenant).get(path)
  return (answer.body as { data: T }).data
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

interface DocumentOperation {
  readonly operationId: string
  readonly 'x-permission'?: string
  readonly security?: readonly object[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>>
  }
}

function sampleBody(
  { requestBody }: DocumentOperation,
  schemas: Document['components']['schemas'],
): unknown {
  const schema = requestBody?.content['application/json']?.schema
  if (schema === undefined) return undefined
  const name = /^#\/components\/schemas\/(.*)$/.exec(
    (schema['$ref'] as string | undefined) ?? '',
  )?.[1]
  return sampleValue(name === undefined ? schema : (schemas[name] ?? {}), 1)
}
