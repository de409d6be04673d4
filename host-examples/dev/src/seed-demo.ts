import type { HostContext, Records } from '@crmkit/core'

import { type DemoData, demoData } from './demo-data.ts'
import { seedActivities } from './seed-activities.ts'
import { seedDeals } from './seed-deals.ts'

/**
 * Fills an empty tenant through the engine's own door: every record is checked, completed and logged like any other. One transaction,
 * so that a start that is interrupted leaves nothing behind; a tenant that holds companies already is left alone.
 */
export function seedDemo(
  context: HostContext,
  data: DemoData = demoData(),
  nowMs = Date.now(),
): Promise<boolean> {
  return context.transaction(async () => {
    const { data: existing } = await context.records('company').list({ limit: 1, deleted: 'all' })
    if (existing.length > 0) return false
    const memberIds = await seedPeople(context, data)
    const tagIds = await context.records('tag').createMany(data.tags)
    const companyIds = await seedCompanies(context, data, { memberIds, tagIds })
    const contactIds = await context.records('contact').createMany(
      data.contacts.map(({ data: contact, company, tags, member }) => ({
        ...contact,
        companyId: company === undefined ? null : companyIds[company],
        tagIds: at(tagIds, tags),
        ownerId: memberIds[member],
      })),
    )
    await context.records('affiliation').createMany(
      data.affiliations.map(({ data: affiliation, contact, company }) => ({
        ...affiliation,
        contactId: contactIds[contact],
        companyId: companyIds[company],
        ownerId: memberIds[data.contacts[contact]?.member ?? 0],
      })),
    )
    await seedDeals(context, data.sales, { memberIds, tagIds, companyIds, contactIds }, nowMs)
    const ids = {
      memberIds,
      contactIds,
      companyOf: (contact: number) => companyIds[data.contacts[contact]?.company ?? -1],
    }
    await seedActivities(context, data.activities, ids, nowMs)
    return true
  })
}

/** Teams and members are the engine's own; the types `crmkit types` generates are those of plugins. */
interface PeopleContext {
  records(entity: 'team' | 'member'): Records<{
    id: string
    name: string
    email: string | null
    teamIds: readonly string[]
  }>
}

/** Members are keyed by the host's user id, so that whoever signs in to the demo product is the owner of their records. */
async function seedPeople(context: HostContext, data: DemoData): Promise<readonly string[]> {
  const people = context as unknown as PeopleContext
  const teams = data.teams.map((name) => ({ name }))
  const teamIds = await people.records('team').createMany(teams)
  const ids: string[] = []
  for (const { id, name, email, team } of data.members) {
    const person = { name, email, teamIds: at(teamIds, [team]) }
    ids.push((await people.records('member').upsert('external:host:user', id, person)).id)
  }
  return ids
}

/** Parents stand among the first ten, so those are written before the others. */
async function seedCompanies(
  context: HostContext,
  data: DemoData,
  { memberIds, tagIds }: { memberIds: readonly string[]; tagIds: readonly string[] },
): Promise<readonly string[]> {
  const ids: string[] = []
  for (const some of [data.companies.slice(0, 10), data.companies.slice(10)]) {
    const records = some.map(({ data: company, parent, tags, member }) => ({
      ...company,
      parentId: parent === undefined ? null : ids[parent],
      tagIds: at(tagIds, tags),
      ownerId: memberIds[member],
    }))
    ids.push(...(await context.records('company').createMany(records)))
  }
  return ids
}

function at(ids: readonly string[], positions: readonly number[]): string[] {
  return positions.flatMap((position) => ids[position] ?? [])
}
