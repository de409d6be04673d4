import type { CrmClient } from '../client/crm-client.ts'
import type { Draft } from './composer.ts'
import { readMentions, writeMentions } from './mentions.ts'
import { isActivity, type TimelineEntry } from './timeline-entry.ts'

export interface RecordAddress {
  readonly entity: string
  readonly recordId: string
}

export interface Written {
  readonly id: string
  /** Names of those who were mentioned and cannot read the record: they were not told. */
  readonly noAccess: readonly string[]
}

/** Comments have routes of their own; activities are records, written through the store, so that tasks and calendars of the page show them too. */
export async function writeEntry(
  crm: CrmClient,
  about: RecordAddress,
  draft: Draft,
): Promise<Written> {
  if (draft.kind === 'comment') return writeComment(crm, about, draft.body)
  const link = `${about.entity}:${about.recordId}`
  const { id } = await crm.records.create('activity', activityOf(draft, link))
  return { id, noAccess: [] }
}

/** New words for a comment or a note; whoever was mentioned still is. */
export async function rewriteEntry(
  crm: CrmClient,
  entry: TimelineEntry,
  text: string,
): Promise<void> {
  if (isActivity(entry)) {
    await crm.records.update('activity', entry.recordId, { body: text })
    return
  }
  const body = writeMentions(text, readMentions(entry.body ?? '').mentions)
  await crm.send({ method: 'PATCH', path: `/comments/${entry.id}`, body: { body } })
}

export async function deleteEntry(crm: CrmClient, entry: TimelineEntry): Promise<void> {
  if (isActivity(entry)) await crm.records.remove('activity', entry.recordId)
  else await crm.send({ method: 'DELETE', path: `/comments/${entry.id}` })
}

async function writeComment(
  crm: CrmClient,
  { entity, recordId }: RecordAddress,
  body: string,
): Promise<Written> {
  const { data } = await crm.send<{
    data: { id: string; mentions: { memberId: string; hasAccess: boolean }[] }
  }>({
    method: 'POST',
    path: `/comments/${encodeURIComponent(entity)}/${encodeURIComponent(recordId)}`,
    body: { body },
  })
  const isOut = new Set(data.mentions.filter((one) => !one.hasAccess).map((one) => one.memberId))
  const named = readMentions(body).mentions.filter(({ id }) => isOut.has(id))
  return { id: data.id, noAccess: named.map(({ name }) => name) }
}

/** A meeting or a task is to come, a call or an e-mail took place. */
function activityOf({ kind, subject, body, at }: Draft, link: string): Record<string, unknown> {
  const isToCome = kind === 'task' || kind === 'meeting'
  return {
    kind,
    links: [link],
    ...(subject === '' ? {} : { subject }),
    ...(body === '' ? {} : { body }),
    ...(isToCome ? {} : { status: 'done' }),
    ...(at === undefined
      ? {}
      : isToCome
        ? { dueAt: at, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
        : { occurredAt: at }),
  }
}
