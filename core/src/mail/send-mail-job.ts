import { type CrmError, isCrmError } from '../base/crm-error.ts'
import type { Logger } from '../base/logger.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { MailAddress } from './address.ts'
import { errors } from './errors.ts'
import type { Mailer } from './mailer.ts'

/** Without the `core:` in front. */
export const SEND_MAIL = 'send-mail'

interface Payload {
  readonly mailId: string
}

/** Over about a day: servers that are down, and those that ask to come back later (greylisting). */
const MAX_ATTEMPTS = 14

/**
 * Hands a waiting mail to the mailer and notes it. No transaction is open meanwhile. A process that dies between the server's yes and the
 * note sends the mail again: at most once more for each such death, and with the same Message-ID, by which mail programs show it once.
 */
export function sendMailJob(deps: {
  readonly tenantDb: TenantDb
  /** Qualified name of the table. */
  readonly mails: string
  readonly mailer?: Mailer
  readonly from?: MailAddress
  readonly replyTo: string | undefined
  readonly logger: Logger
}): JobDefinition<Payload, { readonly request: RequestContext }> {
  const { tenantDb, mails, mailer, from, replyTo, logger } = deps
  return {
    payload: {
      type: 'object',
      additionalProperties: false,
      required: ['mailId'],
      properties: { mailId: { type: 'string', format: 'uuid' } },
    },
    maxAttempts: MAX_ATTEMPTS,
    async run({ mailId }, { request: { tenantId } }) {
      const mail = await waiting(tenantId, mailId)
      if (!mail) return
      if (!mailer || !from) throw errors.MAIL_OFF()
      const domain = from.address.slice(from.address.indexOf('@') + 1)
      try {
        await mailer.deliver({ messageId: `<${mailId}@${domain}>`, from, replyTo, ...mail })
      } catch (error) {
        if (!isCrmError(error) || error.code !== 'MAIL_REFUSED') throw error
        const reason = reasonOf(error)
        logger.warn({ tenantId, mailId, reason }, 'A mail is refused for good.')
        return note(tenantId, mailId, 'refused', reason)
      }
      await note(tenantId, mailId, 'sent', null)
    },
  }

  function reasonOf({ details, message }: CrmError): string {
    const { reason } = details
    return typeof reason === 'string' ? reason : message
  }

  async function waiting(tenantId: string, id: string) {
    const [row] = await tenantDb.query(tenantId, {
      text: `select recipient, subject, body_text, body_html, created_at from ${mails}
        where tenant_id = $1 and id = $2 and status = 'waiting'`,
      values: [tenantId, id],
    })
    if (!row) return undefined
    const [to, subject, text, html, createdAt] = row as [
      string,
      string,
      string | null,
      string | null,
      string,
    ]
    const date = new Date(createdAt)
    return { to, subject, text: text ?? '', ...(html !== null && { html }), date }
  }

  async function note(
    tenantId: string,
    id: string,
    status: 'sent' | 'refused',
    refusal: string | null,
  ): Promise<void> {
    await tenantDb.query(tenantId, {
      // A subject names records, so it goes with the text.
      text: `update ${mails} set status = $3, refusal = $4, done_at = now(), subject = '…', body_text = null, body_html = null
        where tenant_id = $1 and id = $2 and status = 'waiting'`,
      values: [tenantId, id, status, refusal],
    })
  }
}
