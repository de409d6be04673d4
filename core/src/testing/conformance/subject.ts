import type { Entity, Extension } from '../../entities/entity.ts'
import type { AnyPlugin } from '../../kernel/any-plugin.ts'
import type { Manifest } from '../../kernel/manifest.ts'
import type { TestClient, TestCrm } from '../create-test-crm.ts'
import { sampleRecord } from '../sample-record.ts'

export interface ConformanceOptions {
  /** Routes that are meant to be open to everybody who is signed in, or to all the world, as `GET /projects/badge`. */
  readonly open?: readonly string[]
}

/** A plugin as it is written, before anything runs. */
export interface Blueprint {
  readonly plugin: AnyPlugin
  readonly required: readonly AnyPlugin[]
  readonly manifest: Manifest
  readonly options: ConformanceOptions
  /** The plugin's own. */
  readonly entities: readonly Entity[]
  /** What the plugin hangs on entities of others. */
  readonly extended: readonly { readonly entity: Entity; readonly extension: Extension }[]
}

/** The plugin in a running engine. */
export interface Subject extends Blueprint {
  readonly t: TestCrm
  readonly owner: TestClient
  /** The same rights in another tenant. */
  readonly stranger: TestClient
  /** In the owner's tenant, without any rights. */
  readonly nobody: TestClient
  /** Ids of all records made in the owner's tenant. */
  readonly made: Set<string>
  /** What delivering jobs and events twice has shown. */
  readonly delivered: readonly string[]
}

/** Gives what is wrong, a sentence each. */
export type Check<T> = (subject: T) => Promise<string[]> | string[]

export type JsonRecord = Record<string, unknown> & { readonly id: string }

let samples = 0

/** A record that can be created, with everything it points at created before. */
export async function sample(
  subject: Subject,
  client: TestClient,
  entity: Entity,
  options: { readonly full?: boolean } = {},
): Promise<Record<string, unknown>> {
  return sampleRecord(
    entity,
    ++samples,
    (name, values) => target(subject, client, name, values),
    options,
  )
}

/** Values for the fields the plugin hangs on an entity of another. */
export async function sampleExtension(
  subject: Subject,
  client: TestClient,
  { entity, extension }: Subject['extended'][number],
): Promise<Record<string, unknown>> {
  const fields = { name: entity.name, properties: extension.properties }
  const makeTarget = (name: string): Promise<string> => target(subject, client, name)
  return sampleRecord(fields, ++samples, makeTarget, { full: true })
}

/** Creates a record; undefined, with the answer told, when the engine refuses it. */
export async function create(
  subject: Subject,
  client: TestClient,
  entity: Entity,
  data: object,
): Promise<{ record: JsonRecord | undefined; refusal: string }> {
  const { status, body } = await call(client, 'POST', `/${entity.plural}`, data)
  if (status !== 201) return { record: undefined, refusal: `${status} ${JSON.stringify(body)}` }
  const record = body?.data as JsonRecord
  if (client === subject.owner) subject.made.add(record.id)
  return { record, refusal: '' }
}

export interface Answer {
  readonly status: number
  /** None of a 204. */
  readonly body: { readonly data?: unknown } | undefined
}

export function call(
  client: TestClient,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
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

async function target(
  subject: Subject,
  client: TestClient,
  name: string,
  values: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const entity = subject.manifest.registry.get(name)
  const data = { ...(await sample(subject, client, entity)), ...values }
  const { record, refusal } = await create(subject, client, entity, data)
  if (record) return record.id
  throw new Error(
    `a sample ${name} is refused with ${refusal}. Give its properties examples that fit.`,
  )
}
