import type { Entity } from '../../entities/entity.ts'
import { sweepCatalog } from '../sweep-catalog.ts'
import { call, create, type JsonRecord, sample, type Subject } from './subject.ts'

/** Nothing of one tenant is read, changed, pointed at or found from another. */
export async function tenantsAreApart(subject: Subject): Promise<string[]> {
  const messages: string[] = []
  for (const entity of subject.entities) {
    const data = await sample(subject, subject.owner, entity, { full: true })
    const { record } = await create(subject, subject.owner, entity, data)
    // Why it cannot be created is told by the check of its life.
    if (!record) continue
    messages.push(
      ...(await recordIsUnseen(subject, entity, record)),
      ...(await relationsAreApart(subject, entity, record)),
    )
  }
  return messages
}

async function recordIsUnseen(
  { stranger }: Subject,
  entity: Entity,
  record: JsonRecord,
): Promise<string[]> {
  const messages: string[] = []
  const path = `/${entity.plural}`
  for (const [method, url, body] of [
    ['GET', `${path}/${record.id}`, undefined],
    ['PATCH', `${path}/${record.id}`, {}],
    ['DELETE', `${path}/${record.id}`, undefined],
    ['GET', `${path}/${record.id}/changes`, undefined],
  ] as const) {
    const { status } = await call(stranger, method, url, body)
    if (status !== 404)
      messages.push(`${method} ${url} answers ${status} to another tenant; expected 404.`)
  }
  const listed = await stranger.get(path)
  if (JSON.stringify(listed.body).includes(record.id))
    messages.push(`GET ${path} shows another tenant's ${entity.name}.`)
  return messages
}

async function relationsAreApart(
  subject: Subject,
  entity: Entity,
  record: JsonRecord,
): Promise<string[]> {
  const { stranger } = subject
  const messages: string[] = []
  for (const property of entity.properties.values()) {
    const value = record[property.key]
    if (!property.relation || property.system || value === null || value === undefined) continue
    if (Array.isArray(value) && value.length === 0) continue
    const theirs = { ...(await sample(subject, stranger, entity)), [property.key]: value }
    const { status } = await stranger.post(`/${entity.plural}`, theirs)
    if (status !== 422)
      messages.push(
        `POST /${entity.plural} with ${property.key} of another tenant answers ${status}; expected 422.`,
      )
    const filter = JSON.stringify({ [`${property.relation.name}.id`]: [value].flat()[0] })
    const found = await stranger.get(`/${entity.plural}?filter=${encodeURIComponent(filter)}`)
    if (JSON.stringify(found.body).includes(record.id))
      messages.push(`A filter on ${property.relation.name} finds records of another tenant.`)
  }
  return messages
}

/** PostgreSQL's own catalogue, for tables, functions and views a migration made by hand. */
export async function catalogueIsSwept({ t }: Subject): Promise<string[]> {
  return sweepCatalog(t.databaseUrl)
}
