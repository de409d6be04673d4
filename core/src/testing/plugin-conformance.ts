import { diffSnapshots } from '../database/schema-diff.ts'
import { readSnapshot } from '../database/schema-diff-files.ts'
import type { Entity } from '../entities/entity.ts'
import type { AnyPlugin } from '../kernel/any-plugin.ts'
import type { LoadedPlugin } from '../kernel/crm-options.ts'
import { ENGINE_VERSION } from '../kernel/engine-version.ts'
import { composeManifest, type Manifest } from '../kernel/manifest.ts'
import { pluginSnapshot } from '../kernel/plugin-snapshot.ts'
import { createTestCrm, type TestClient, type TestCrm } from './create-test-crm.ts'
import { sampleRecord } from './sample-record.ts'

/** One thing a plugin must keep, and how it broke it. */
export interface ConformanceFault {
  readonly check: string
  readonly message: string
}

export interface ConformanceReport {
  /** Every check that ran, by name. */
  readonly checks: readonly string[]
  readonly faults: readonly ConformanceFault[]
}

interface Subject {
  readonly plugin: AnyPlugin
  readonly manifest: Manifest
  readonly entities: readonly Entity[]
  readonly t: TestCrm
}

type Check = (subject: Subject) => Promise<string[]> | string[]

const CHECKS: Readonly<Record<string, Check>> = {
  'every property has an id, so that a rename is a rename': propertyIds,
  'the migrations make the tables the schemas ask for': migrationsAreCurrent,
  'every route refuses a caller without the permission': routesAreClosed,
  'a record is written, read, changed, deleted, restored and logged': recordsLive,
  'nothing of one tenant is reachable from another': tenantsAreApart,
}

/**
 * Holds a plugin against what every plugin promises, on a real engine: give the plugins it requires along.
 *
 * `expect((await pluginConformance(projects(), [contacts()])).faults).toEqual([])`
 */
export async function pluginConformance(
  plugin: LoadedPlugin,
  required: readonly LoadedPlugin[] = [],
): Promise<ConformanceReport> {
  const plugins = [...required, plugin]
  const manifest = composeManifest(plugins as readonly AnyPlugin[], ENGINE_VERSION)
  const t = await createTestCrm({ plugins })
  try {
    const subject = {
      plugin: plugin as AnyPlugin,
      manifest,
      entities: [...manifest.registry.entities.values()].filter(
        (entity) => entity.plugin === plugin.name,
      ),
      t,
    }
    const faults: ConformanceFault[] = []
    for (const [check, run] of Object.entries(CHECKS)) {
      const messages = await run(subject)
      faults.push(...messages.map((message) => ({ check, message })))
    }
    return { checks: Object.keys(CHECKS), faults }
  } finally {
    await t.close()
  }
}

function propertyIds({ plugin }: Subject): string[] {
  const schemas = [
    ...Object.entries(plugin.entities ?? {}),
    ...Object.entries(plugin.extends ?? {}),
  ]
  return schemas.flatMap(([entity, { schema }]) =>
    Object.entries((schema['properties'] ?? {}) as Record<string, { 'x-crm'?: { id?: string } }>)
      .filter(([, property]) => property['x-crm']?.id === undefined)
      .map(
        ([key]) =>
          `${entity}.${key} has no x-crm.id. Give it one that never changes, for example "${entity}-${key}".`,
      ),
  )
}

async function migrationsAreCurrent({ plugin, manifest }: Subject): Promise<string[]> {
  if (!plugin.migrations) return []
  const { summary } = diffSnapshots(
    await readSnapshot(plugin.migrations),
    pluginSnapshot(manifest.registry, plugin.name),
  )
  return summary.map(
    (line) =>
      `The schemas ask for more than the migrations make: ${line}. Run crmkit schema diff --plugin ${plugin.name}.`,
  )
}

async function routesAreClosed({ plugin, t }: Subject): Promise<string[]> {
  const nobody = t.as('conformance', { roles: [], id: 'nobody' })
  const messages: string[] = []
  for (const { method, path, access } of plugin.routes ?? []) {
    if (access === 'public') continue
    const url = path.replace(/:\w+/g, '01890a5d-ac96-774b-bcce-b302099a8057')
    const unknown = await t.crm.inject({ method, url: `/api/v1${url}`, headers: {} })
    if (unknown.status !== 401)
      messages.push(`${method} ${path} answers ${unknown.status} to nobody at all; expected 401.`)
    if (access === 'actor') continue
    const answer = await call(nobody, method, url)
    if (answer.status !== 403)
      messages.push(
        `${method} ${path} answers ${answer.status} to an actor without rights; expected 403.`,
      )
  }
  return messages
}

async function recordsLive({ entities, t, manifest }: Subject): Promise<string[]> {
  const admin = t.as('conformance')
  const messages: string[] = []
  for (const entity of entities) {
    const path = `/${entity.plural}`
    const expectStatus = (
      step: string,
      answer: { status: number; body: unknown },
      status: number,
    ): boolean => {
      if (answer.status === status) return true
      messages.push(
        `${entity.name}: ${step} answers ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`,
      )
      return false
    }
    const created = await admin.post(path, await sample(manifest, admin, entity, { full: true }))
    if (!expectStatus('creating a full record', created, 201)) continue
    const { id } = created.body.data as { id: string }
    expectStatus(
      'creating a minimal record',
      await admin.post(path, await sample(manifest, admin, entity)),
      201,
    )
    expectStatus('reading it', await admin.get(`${path}/${id}`), 200)
    expectStatus('listing', await admin.get(path), 200)
    expectStatus(
      'listing with every relation',
      await admin.get(`${path}?include=${[...entity.relations.keys()].join(',')}`),
      200,
    )
    expectStatus('an empty patch', await admin.patch(`${path}/${id}`, {}), 200)
    expectStatus('an unknown field', await admin.patch(`${path}/${id}`, { noSuchField: 1 }), 422)
    expectStatus('deleting it', await admin.delete(`${path}/${id}`), 204)
    if (entity.softDelete)
      expectStatus('restoring it', await admin.post(`${path}/${id}/restore`), 200)
    const log = await admin.get(`${path}/${id}/changes`)
    const actions =
      (log.body.data as { action: string }[] | undefined)?.map(({ action }) => action) ?? []
    if (!actions.includes('created') || !actions.includes('deleted'))
      messages.push(`${entity.name}: the change log names only ${actions.join(', ')}.`)
  }
  return messages
}

async function tenantsAreApart({ entities, t, manifest }: Subject): Promise<string[]> {
  const [owner, stranger] = [t.as('conformance'), t.as('conformance-stranger')]
  const messages: string[] = []
  for (const entity of entities) {
    const path = `/${entity.plural}`
    const created = await owner.post(path, await sample(manifest, owner, entity, { full: true }))
    if (created.status !== 201) continue
    const record = created.body.data as Record<string, unknown> & { id: string }
    for (const [method, url, body] of [
      ['GET', `${path}/${record.id}`, undefined],
      ['PATCH', `${path}/${record.id}`, {}],
      ['DELETE', `${path}/${record.id}`, undefined],
      ['GET', `${path}/${record.id}/changes`, undefined],
    ] as const) {
      const answer = await call(stranger, method, url, body)
      if (answer.status !== 404)
        messages.push(`${method} ${url} answers ${answer.status} to another tenant; expected 404.`)
    }
    const listed = await stranger.get(path)
    if (JSON.stringify(listed.body).includes(record.id))
      messages.push(`GET ${path} shows another tenant's ${entity.name}.`)
    for (const property of entity.properties.values()) {
      const value = record[property.key]
      if (!property.relation || property.system || value === null || value === undefined) continue
      const theirs = { ...(await sample(manifest, stranger, entity)), [property.key]: value }
      const answer = await stranger.post(path, theirs)
      if (answer.status !== 422)
        messages.push(
          `POST ${path} with ${property.key} of another tenant answers ${answer.status}; expected 422.`,
        )
    }
  }
  return messages
}

let samples = 0

/** A record that can be created, with everything it points at created before. */
async function sample(
  manifest: Manifest,
  client: TestClient,
  entity: Entity,
  options: { full?: boolean } = {},
): Promise<Record<string, unknown>> {
  return sampleRecord(
    entity,
    ++samples,
    async (name) => {
      const target = manifest.registry.get(name)
      const { status, body } = await client.post(
        `/${target.plural}`,
        await sample(manifest, client, target),
      )
      if (status !== 201)
        throw new Error(
          `A sample ${name} could not be created: ${JSON.stringify(body)}. Give its properties examples that fit.`,
        )
      return (body.data as { id: string }).id
    },
    options,
  )
}

function call(
  client: TestClient,
  method: string,
  path: string,
  body?: unknown,
): ReturnType<TestClient['get']> {
  switch (method) {
    case 'POST':
      return client.post(path, body ?? {})
    case 'PUT':
      return client.put(path, body ?? {})
    case 'PATCH':
      return client.patch(path, body ?? {})
    case 'DELETE':
      return client.delete(path)
    default:
      return client.get(path)
  }
}
