import { type Call, isCrmError, type PluginContext } from '@crmkit/core'

import { errors } from '../errors.ts'
import type { LeadForm } from '../types.generated.ts'
import { openToken, readToken } from './form-key.ts'

type Context = PluginContext<'deals', 'contacts'>

/** A field no person sees: what fills it in is a program. Named as programs like it. */
export const HONEYPOT = 'homepage_url'
/** A form left open for longer is opened anew. */
const LONGEST_MS = 4 * 60 * 60_000
const HOUR_S = 3_600

/** What a page needs to send the form. */
export async function openForm(call: Call, context: Context) {
  const form = await formOf(call, context)
  return {
    token: openToken(form.secret ?? '', Date.now()),
    honeypot: HONEYPOT,
    fields: form.fields,
    requiredFields: form.requiredFields,
    minSeconds: form.minSeconds,
  }
}

/** Makes a lead of a form that was sent, or refuses it with a word a page can show. A program's is taken and thrown away. */
export async function captureLead(call: Call, context: Context): Promise<void> {
  const form = await formOf(call, context)
  const { token, [HONEYPOT]: trap, ...values } = bodyOf(call)
  if (typeof trap === 'string' && trap.trim() !== '') return
  const { name } = assertToken(form, token)
  assertFields(form, values)
  // The same form sent again, because its answer was lost: the lead is there.
  if (await wasSent(name, context)) return
  await assertRoom(form, context)
  const { source, campaign, id: formId } = form
  try {
    await context.records('lead').create({
      ...values,
      source: source ?? 'Website',
      campaign,
      formId,
      externalRefs: [{ system: 'lead-form', type: 'sent', id: name }],
    } as never)
  } catch (error) {
    // Sent twice at once.
    if (!isCrmError(error) || error.code !== 'UNIQUE_TAKEN') throw error
  }
}

/** The form of the key in the address, when it may be sent from the page that asks; tells the browser so. */
async function formOf(call: Call, context: Context): Promise<LeadForm> {
  const { params, headers } = call
  const { data } = await context
    .records('leadForm')
    .list({ filter: { key: params['key'] ?? '', active: true }, limit: 1 })
  const [form] = data
  if (!form) throw errors.LEAD_FORM_UNKNOWN()
  const { origin } = headers
  if (origin === undefined || !form.origins.includes(origin))
    throw errors.LEAD_ORIGIN_REFUSED({ origin: origin ?? 'outside a page' })
  call.setHeader('access-control-allow-origin', origin)
  call.setHeader('vary', 'Origin')
  return form
}

function bodyOf({ body }: Call): Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? { ...(body as Record<string, unknown>) }
    : {}
}

function assertToken({ secret, minSeconds }: LeadForm, token: unknown): { name: string } {
  const opened = typeof token === 'string' ? readToken(secret ?? '', token, Date.now()) : undefined
  if (!opened) throw errors.LEAD_TOKEN_INVALID({ reason: 'its token is missing or not ours' })
  if (opened.ageMs < minSeconds * 1_000)
    throw errors.LEAD_TOKEN_INVALID({ reason: `less than ${minSeconds} s after it was opened` })
  if (opened.ageMs > LONGEST_MS)
    throw errors.LEAD_TOKEN_INVALID({ reason: 'it was opened hours ago' })
  return opened
}

function assertFields({ fields, requiredFields }: LeadForm, values: Record<string, unknown>): void {
  const unknown = Object.keys(values).filter((key) => !fields.includes(key))
  if (unknown.length > 0)
    throw errors.LEAD_FIELD_UNKNOWN({ known: fields.join(', '), unknown: unknown.join(', ') })
  const missing = requiredFields.filter((key) => {
    const value = values[key]
    return (
      value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
    )
  })
  if (missing.length === 0) return
  const faults = missing.map((key) => ({
    path: `/${key}`,
    code: 'required',
    message: 'is needed',
  }))
  throw errors.LEAD_FIELD_MISSING({ missing: missing.join(', ') }, { faults })
}

async function wasSent(name: string, context: Context): Promise<boolean> {
  const rows = await context.sql(
    (
      sql,
    ) => `select 1 from ${sql.table('external_refs')} r where r.tenant_id = ${sql.tenant} and r.entity = 'lead'
      and r.system = 'lead-form' and r.type = 'sent' and r.external_id = ${sql.value(name)}`,
  )
  return rows.length > 0
}

/** A form that programs have found does not fill the list of the team: so many an hour, whatever networks they come from. */
async function assertRoom({ id, maxPerHour }: LeadForm, context: Context): Promise<void> {
  const [row] = await context.sql(
    (sql) => `select count(*)::int from ${sql.table('lead')} l where l.tenant_id = ${sql.tenant}
      and l.form_id = ${sql.value(id)}::uuid and l.created_at > now() - interval '1 hour'`,
  )
  if ((row?.[0] as number) < maxPerHour) return
  throw errors.LEAD_FORM_FULL({ maxPerHour, retryAfterS: HOUR_S / 6 })
}
