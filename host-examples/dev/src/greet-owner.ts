import type { Crm } from '@crmkit/core'

import type { DemoData } from './demo-data.ts'

/** A colleague writes to whoever is signed in on the demo's page, so that there is something to read. */
export async function greetOwner(
  crm: Crm,
  tenant: string,
  { members: [owner, colleague] }: DemoData,
): Promise<void> {
  if (!colleague) return
  const { role, id, name, email } = colleague
  await crm.run({ tenant, id, name, email, roles: [role] }, async (context) => {
    const people = context as unknown as {
      records(entity: 'member'): {
        list(query: object): Promise<{ data: readonly { readonly id: string }[] }>
      }
    }
    const { data } = await people.records('member').list({ filter: { email: owner.email } })
    const contacts = await context.records('contact').list({ sort: '-createdAt', limit: 1 })
    const [[member], [contact]] = [data, contacts.data]
    if (!member || !contact) return
    const body = `@[${owner.name}](member:${member.id}) they asked for you by name. Can you call back this week?`
    await context.services.comments.create({ entity: 'contact', recordId: contact.id }, body)
  })
}
