import type { Company, Contact } from '@crmkit/contacts'
import type { Filter, PluginContext } from '@crmkit/core'

import type { Deal, Lead } from '../types.generated.ts'

type Context = PluginContext<'deals', 'contacts'>

export interface Conversion {
  /** A company there is; left out: found by domain or name, else made of what the lead says. */
  readonly companyId?: string
  /** A contact there is; left out: found by e-mail address, else made. */
  readonly contactId?: string
  /** Fields of the deal; false: no deal. */
  readonly deal?: false | Partial<Deal>
}

/** What a lead became. */
export interface Converted {
  readonly lead: Lead
  readonly contact: Contact
  readonly company: Company | null
  readonly deal: Deal | null
}

/**
 * Turns a lead into contact, company and deal, in one transaction and with the rights of whoever asks. Once: a second call, after a crash
 * or by somebody else at the same time, waits for the first and answers with what that one made. The lead stays, with everything that hangs on it.
 */
export function convertLead(id: string, wish: Conversion, context: Context): Promise<Converted> {
  return context.transaction(async () => {
    // 404 and 403 for whoever may not change it; then one conversion at a time.
    await context.records('lead').update(id, {})
    await hold(id, context)
    const lead = await context.records('lead').get(id)
    if (lead.convertedAt !== null) return alreadyMade(lead, context)
    const company = await companyFor(lead, wish, context)
    const contact = await contactFor(lead, wish, company, context)
    const deal = await dealFor(lead, wish, company, contact, context)
    const became = {
      status: 'converted' as const,
      convertedAt: new Date().toISOString(),
      companyId: company?.id ?? null,
      contactId: contact.id,
      dealId: deal?.id ?? null,
    }
    const plugin = await context.asPlugin()
    await plugin.records('lead').update(id, became)
    await context.emit(
      'lead.converted',
      { id, companyId: became.companyId, contactId: contact.id, dealId: became.dealId },
      { entity: 'lead', recordId: id },
    )
    return { lead: await context.records('lead').get(id), contact, company, deal }
  })
}

async function hold(id: string, context: Context): Promise<void> {
  await context.sql(
    (sql) =>
      `select 1 from ${sql.table('lead')} l where l.tenant_id = ${sql.tenant} and l.id = ${sql.value(id)}::uuid for update`,
  )
}

async function alreadyMade(lead: Lead, context: Context): Promise<Converted> {
  const { contactId, companyId, dealId } = lead
  const of = <T>(records: { get(id: string): Promise<T> }, id: string | null): Promise<T | null> =>
    id === null ? Promise.resolve(null) : records.get(id)
  const contact = await of(context.records('contact'), contactId)
  return {
    lead,
    contact: contact as Contact,
    company: await of(context.records('company'), companyId),
    deal: await of(context.records('deal'), dealId),
  }
}

async function companyFor(
  lead: Lead,
  { companyId }: Conversion,
  context: Context,
): Promise<Company | null> {
  const companies = context.records('company')
  if (companyId !== undefined) return companies.get(companyId)
  const { companyName, website, country, tagIds, ownerId } = lead
  if (!companyName && !website) return null
  const filters: Filter[] = [
    ...(website ? [{ website }] : []),
    ...(companyName ? [{ name: companyName }] : []),
  ]
  for (const filter of filters) {
    // Two of that name: which one is meant only a person knows, and a third would help nobody.
    const { data } = await companies.list({ filter, sort: 'createdAt', limit: 1 })
    if (data[0]) return data[0]
  }
  return companies.create({
    name: companyName ?? lead.name ?? 'Company',
    ...(website ? { website } : {}),
    ...(country ? { country } : {}),
    ...(await sameCustom('company', lead, context)),
    tagIds,
    ...ownedBy(ownerId),
  })
}

async function contactFor(
  lead: Lead,
  { contactId }: Conversion,
  company: Company | null,
  context: Context,
): Promise<Contact> {
  const contacts = context.records('contact')
  if (contactId !== undefined) return contacts.get(contactId)
  const { firstName, lastName, email, phone, title, source, message, tagIds, ownerId } = lead
  const known = email ? (await contacts.list({ filter: { email }, limit: 1 })).data[0] : undefined
  if (known) return known
  return contacts.create({
    firstName,
    lastName: lastName ?? (firstName || email || phone ? null : lead.name),
    email,
    ...(phone ? { phone } : {}),
    title,
    source,
    about: message,
    status: 'prospect',
    companyId: company?.id ?? null,
    ...(await sameCustom('contact', lead, context)),
    tagIds,
    ...ownedBy(ownerId),
  })
}

async function dealFor(
  lead: Lead,
  { deal: wish }: Conversion,
  company: Company | null,
  contact: Contact,
  context: Context,
): Promise<Deal | null> {
  if (wish === false) return null
  const { amount, currency, source, message, tagIds, ownerId } = lead
  return context.records('deal').create({
    title: (company?.name ?? lead.name ?? contact.name)?.slice(0, 200) ?? null,
    ...(amount === null ? {} : { amount, currency }),
    source,
    description: message,
    ...(await sameCustom('deal', lead, context)),
    tagIds,
    ...ownedBy(ownerId),
    ...wish,
    companyId: company?.id ?? null,
    contactId: contact.id,
  })
}

function ownedBy(ownerId: string | null): { ownerId?: string } {
  return ownerId === null ? {} : { ownerId }
}

/** The tenant's own fields go along where the other record has one of the same key that takes the value. */
async function sameCustom(
  entity: 'company' | 'contact' | 'deal',
  { custom }: Lead,
  context: Context,
): Promise<{ custom?: Record<string, unknown> }> {
  const values = Object.entries(custom).filter(([, value]) => value !== null)
  if (values.length === 0) return {}
  const rows = await context.sql(
    (sql) => `select f.key from ${sql.table('custom_fields')} f
      where f.tenant_id = ${sql.tenant} and f.entity = ${sql.value(entity)} and f.status in ('active', 'hidden')`,
  )
  const known = new Set(rows.map(([key]) => key))
  const kept = values.filter(([key]) => known.has(key))
  return kept.length === 0 ? {} : { custom: Object.fromEntries(kept) }
}
