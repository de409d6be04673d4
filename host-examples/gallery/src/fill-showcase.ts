import type { Activity } from '@crmkit/activities'
import type { Contact } from '@crmkit/contacts'
import type { Crm } from '@crmkit/core'

import { createApi, type Person } from './api.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Records with a story, for the pages that show one record: a customer, her company, a deal, and some to quarrel about. */
export async function fillShowcase(
  crm: Crm,
  visitor: Person,
  nowMs: number,
): Promise<Readonly<Record<string, string>>> {
  const api = await createApi(crm, visitor.tenant)
  const midnight = Math.floor(nowMs / DAY_MS) * DAY_MS
  const at = (days: number, hour: number): string =>
    new Date(midnight + days * DAY_MS + hour * HOUR_MS).toISOString()

  await api.call('PUT', '/layouts/contact', layout)
  const ids = await crm.run(visitor, async ({ records }) => {
    const tags = (await records('tag').list({ sort: 'name', limit: 20 })).data
    const tagIds = ['Key account', 'Reference'].map(
      (name) => tags.find((tag) => tag.name === name)?.id ?? '',
    )
    const company = await records('company').create({
      name: 'Kestrel Freight',
      domain: 'kestrel-freight.example',
      industry: 'Logistics',
      employees: 340,
      foundedYear: 1998,
    })
    const person = await records('contact').create({
      ...amara,
      companyId: company.id,
      tagIds,
    })
    const contested = await Promise.all(
      quarrels.map((lastName) =>
        records('contact').create({
          firstName: 'Contested',
          lastName,
          title: 'Analyst',
          email: `contested.${lastName.toLowerCase()}@kestrel-freight.example`,
          companyId: company.id,
          status: 'customer',
        }),
      ),
    )
    const quiet = await records('contact').create({
      firstName: 'Ines',
      lastName: 'Falk',
      title: 'Dispatcher',
      companyId: company.id,
      status: 'lead',
    })
    return {
      person: person.id,
      company: company.id,
      quiet: quiet.id,
      ...Object.fromEntries(
        contested.map(({ id }, index) => [`contested${quarrels[index] ?? ''}`, id]),
      ),
    }
  })
  const colleague = { ...visitor, id: 'samuel', name: 'Samuel Oduya', email: 'samuel@demo.example' }
  for (const [index, entry] of story(ids, at).entries())
    await crm.run(index % 2 ? colleague : visitor, async ({ records }) => {
      await records('activity').create(entry)
    })
  await talk(crm, visitor.tenant)
  const { data: deals } = await api.call<{ data: { id: string }[] }>(
    'GET',
    `/deals?limit=1&sort=-amount&filter=${encodeURIComponent('{"outcome":"open"}')}`,
  )
  return { ...ids, deal: deals[0]?.id ?? '' }
}

/** Each is changed by one state of the page, and by nobody else. */
const quarrels = ['Form', 'Record', 'List', 'Lost', 'Forbidden', 'Offline']

const amara: Partial<Contact> = {
  firstName: 'Amara',
  lastName: 'Osei',
  title: 'Head of Operations',
  status: 'customer',
  source: 'Referral',
  emails: [
    { value: 'amara.osei@kestrel-freight.example', type: 'work', primary: true },
    { value: 'amara@mail.example', type: 'personal', primary: false },
  ],
  phones: [{ value: '+44 7700 900241', type: 'mobile', primary: true }],
  birthday: '1984-03-09',
  language: 'en',
  about: 'Runs four depots. Decides on software together with the finance lead.',
}

/** Without the moments a record was made and changed, which would be others in each picture. */
const layout = {
  sections: [
    {
      title: 'Person',
      columns: 2,
      fields: [
        { key: 'firstName' },
        { key: 'lastName' },
        { key: 'title' },
        { key: 'companyId' },
        { key: 'status' },
        { key: 'source' },
        { key: 'birthday' },
        { key: 'tagIds' },
      ],
    },
    { title: 'Reach', columns: 2, fields: [{ key: 'emails' }, { key: 'phones' }] },
    { title: 'Notes', columns: 1, fields: [{ key: 'about' }] },
  ],
  aside: ['ownerId', 'language', 'emailConsent'],
}

function story(
  { person, company }: Readonly<Record<string, string>>,
  at: (days: number, hour: number) => string,
): (Partial<Activity> & Pick<Activity, 'kind'>)[] {
  const links = [`contact:${person ?? ''}`, `company:${company ?? ''}`]
  const when = { timeZone: 'Europe/Berlin', links }
  return [
    {
      ...when,
      kind: 'email',
      subject: 'Your questions about the pilot',
      direction: 'outbound',
      body: 'Attached is the comparison we talked about. The third page answers the question about hosting.',
      occurredAt: at(-21, 9),
    },
    {
      ...when,
      kind: 'meeting',
      subject: 'Product demo',
      status: 'done',
      location: 'Video call',
      body: 'Four people from their side. Most questions were about rights and the import of their old system.',
      dueAt: at(-14, 13),
      endAt: at(-14, 14),
      occurredAt: at(-14, 13),
    },
    {
      ...when,
      kind: 'note',
      body: 'Budget is decided in December; the new one opens in February.',
      occurredAt: at(-13, 8),
    },
    {
      ...when,
      kind: 'call',
      subject: 'Follow-up on the offer',
      direction: 'outbound',
      status: 'done',
      outcome: 'Reached',
      body: 'Wants the fourth depot in the first year. Sends numbers until Friday.',
      dueAt: at(-1, 15),
      occurredAt: at(-1, 15),
    },
    {
      ...when,
      kind: 'note',
      body: 'Prefers e-mail in the morning and calls after four.',
      occurredAt: at(0, 7),
    },
    {
      ...when,
      kind: 'task',
      subject: 'Send the contract',
      priority: 'high',
      dueAt: at(1, 10),
      occurredAt: at(-1, 16),
    },
  ]
}

/** Colleagues write to whoever is looking, so that there is something to read. */
async function talk(crm: Crm, tenant: string): Promise<void> {
  const colleagues = [
    { id: 'samuel', name: 'Samuel Oduya', email: 'samuel@demo.example' },
    { id: 'ilse', name: 'Ilse Hartmann', email: 'ilse@demo.example' },
  ]
  const words = [
    'they asked for you by name. Can you call back this week?',
    'the offer is signed. Could you tell the onboarding team?',
    'who of us keeps the account when Mateo is away?',
  ]
  for (const [index, said] of words.entries()) {
    const who = colleagues[index % colleagues.length] ?? colleagues[0]
    if (!who) return
    await crm.run({ tenant, ...who, roles: ['manager'] }, async (context) => {
      const people = context as unknown as {
        records(entity: 'member'): { list(query: object): Promise<{ data: { id: string }[] }> }
      }
      const [[visitor], [about]] = [
        (await people.records('member').list({ filter: { email: 'nora@demo.example' } })).data,
        (
          await context.records('contact').list({
            sort: 'name',
            limit: 1,
            filter: { status: ['customer', 'lead', 'prospect'][index] },
          })
        ).data,
      ]
      if (!visitor || !about) return
      await context.services.comments.create(
        { entity: 'contact', recordId: about.id },
        `@[Nora Castellan](member:${visitor.id}) ${said}`,
      )
    })
  }
}
