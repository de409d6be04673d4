import type { Entity } from '../../entities/entity.ts'
import { call, create, type JsonRecord, sample, sampleExtension, type Subject } from './subject.ts'

/** Every entity of the plugin, from its creation to the log of its deletion. */
export async function recordsLive(subject: Subject): Promise<string[]> {
  const messages: string[] = []
  for (const entity of subject.entities) messages.push(...(await life(subject, entity)))
  return messages
}

async function life(subject: Subject, entity: Entity): Promise<string[]> {
  const { owner } = subject
  const path = `/${entity.plural}`
  const messages: string[] = []
  const expectStatus = async (
    step: string,
    [method, url, body]: readonly [method: string, url: string, body?: unknown],
    status: number,
  ): Promise<JsonRecord | undefined> => {
    const answer = await call(owner, method, url, body)
    if (answer.status !== status)
      messages.push(
        `${entity.name}: ${step} answers ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`,
      )
    return answer.body?.data as JsonRecord | undefined
  }

  const input = await sample(subject, owner, entity, { full: true })
  const { record, refusal } = await create(subject, owner, entity, input)
  if (!record) return [`${entity.name}: creating a full record is refused with ${refusal}`]
  const one = `${path}/${record.id}`
  const minimal = await sample(subject, owner, entity)
  await expectStatus('creating a minimal record', ['POST', path, minimal], 201)
  await expectStatus('reading it', ['GET', one], 200)
  await expectStatus('listing', ['GET', path], 200)
  const relations = [...entity.relations.keys()].join(',')
  if (relations !== '')
    await expectStatus('listing with every relation', ['GET', `${path}?include=${relations}`], 200)
  await expectStatus('an empty patch', ['PATCH', one, {}], 200)
  await expectStatus('an unknown field', ['PATCH', one, { noSuchField: 1 }], 422)
  const same = Object.fromEntries(Object.keys(input).map((key) => [key, record[key]]))
  const saved = await expectStatus('saving what is there already', ['PATCH', one, same], 200)
  if (saved && saved['version'] !== record['version'])
    messages.push(
      `${entity.name}: saving what is there already changes the record. A hook completes it anew each time.`,
    )
  await expectStatus('deleting it', ['DELETE', one], 204)
  if (entity.softDelete) await expectStatus('restoring it', ['POST', `${one}/restore`], 200)
  // What is gone at once has no log of its own to ask for any more.
  if (!entity.softDelete) return messages
  return [...messages, ...(await logged(subject, entity, record.id))]
}

async function logged({ owner }: Subject, entity: Entity, id: string): Promise<string[]> {
  const { body } = await call(owner, 'GET', `/${entity.plural}/${id}/changes`)
  const actions =
    (body?.data as { action: string }[] | undefined)?.map(({ action }) => action) ?? []
  const missing = ['created', 'deleted'].filter((action) => !actions.includes(action))
  return missing.map(
    (action) => `${entity.name}: the change log does not tell that it was ${action}.`,
  )
}

/** Fields the plugin hangs on entities of others: written, read, found, logged, and unseen from another tenant. */
export async function extensionsLive(subject: Subject): Promise<string[]> {
  const messages: string[] = []
  for (const one of subject.extended) messages.push(...(await extensionLife(subject, one)))
  return messages
}

async function extensionLife(
  subject: Subject,
  one: Subject['extended'][number],
): Promise<string[]> {
  const { plugin, owner, stranger } = subject
  const { entity, extension } = one
  const name = `ext.${plugin.name} of ${entity.name}`
  const values = await sampleExtension(subject, owner, one)
  const data = { ...(await sample(subject, owner, entity)), ext: { [plugin.name]: values } }
  const { record, refusal } = await create(subject, owner, entity, data)
  if (!record) return [`${name}: creating a record with it is refused with ${refusal}`]
  const messages: string[] = []
  const path = `/${entity.plural}`
  const again = await owner.patch(`${path}/${record.id}`, { ext: { [plugin.name]: values } })
  if (again.status !== 200) messages.push(`${name}: writing it answers ${again.status}.`)
  const stored = (record['ext'] as Record<string, Record<string, unknown> | null>)[plugin.name]
  for (const { key, kind } of extension.properties.values()) {
    if (!(key in values)) continue
    const field = `ext.${plugin.name}.${key}`
    const value = stored?.[key]
    if (value === undefined || value === null) messages.push(`${field} is written and not kept.`)
    else if (COMPARABLE.has(kind)) {
      const query = `${path}?fields=${field}&filter=${encodeURIComponent(JSON.stringify({ [field]: value }))}`
      const mine = await call(owner, 'GET', query)
      const theirs = await call(stranger, 'GET', query)
      const found = (mine.body?.data as JsonRecord[] | undefined)?.map(({ id }) => id) ?? []
      if (!found.includes(record.id))
        messages.push(`A filter on ${field} does not find its record.`)
      if (JSON.stringify(theirs.body).includes(record.id))
        messages.push(`A filter on ${field} finds records of another tenant.`)
    }
  }
  return messages
}

/** Kinds a filter compares with one value. */
const COMPARABLE: ReadonlySet<string> = new Set(['text', 'integer', 'boolean', 'uuid', 'date'])
