import type { Logger } from '../base/logger.ts'
import { uuidV7 } from '../base/uuid-v7.ts'
import { appendChange, type ChangeLogOptions } from '../changes/change-log.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { JobDefinition } from '../jobs/define-job.ts'
import type { JobRegistry } from '../jobs/job-registry.ts'
import { isMailAddress, type MailAddress, oneLine, parseMailAddress } from './address.ts'
import { errors } from './errors.ts'
import { isMailer, type MailOptions } from './mail-options.ts'
import type { Mailer } from './mailer.ts'
import { SEND_MAIL, sendMailJob } from './send-mail-job.ts'
import { createSmtpMailer } from './smtp-mailer.ts'

/** A mail to be sent. */
export interface NewMail {
  /** Whom and what it is about, unique in the tenant: `reminder/<activity>/<time>`. The same key again sends nothing. */
  readonly key: string
  /** One address. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string
}

/** Mail as plugins have it. */
export interface Mail {
  /** False when `createCrm` was given no `mail`: nothing can be sent then. */
  readonly on: boolean
  /** Sends with the open transaction, by a job. Throws `MAIL_OFF`, `MAIL_ADDRESS_INVALID`. */
  send(mail: NewMail): Promise<void>
}

export interface Mails {
  readonly on: boolean
  send(context: RequestContext, mail: NewMail): Promise<void>
  /** Without the `core:` in front. */
  readonly jobs: Readonly<Record<string, JobDefinition>>
  close(): Promise<void>
}

export interface MailsDeps {
  readonly options: MailOptions | undefined
  readonly changeLog: ChangeLogOptions
  readonly jobs: () => JobRegistry
  readonly logger: Logger
}

/** RFC 5322 §2.1.1 folds at 78; a title longer than this is cut by every mail program. */
const MAX_SUBJECT_LENGTH = 200

/**
 * Mail leaves as an outbox: `send` writes a row and asks for a job in the caller's transaction, so that a rollback takes both back and a
 * mail server that is down holds nobody up.
 */
export function createMails({ options, changeLog, jobs, logger }: MailsDeps): Mails {
  const { tenantDb } = changeLog
  const mails = `${quoteIdentifier(changeLog.schema)}.mails`
  const mailer = options && mailerOf(options)
  const from = options && senderOf(options)

  return Object.freeze({
    on: mailer !== undefined,
    send,
    jobs: {
      [SEND_MAIL]: sendMailJob({
        tenantDb,
        mails,
        logger,
        ...(mailer && from && { mailer, from }),
        replyTo: options?.replyTo,
      }) as JobDefinition,
    },
    close: async () => mailer?.close?.(),
  })

  async function send(context: RequestContext, mail: NewMail): Promise<void> {
    if (!mailer) throw errors.MAIL_OFF()
    if (!isMailAddress(mail.to))
      throw errors.MAIL_ADDRESS_INVALID({ address: JSON.stringify(mail.to) })
    const { tenantId } = context
    await tenantDb.transaction(tenantId, async () => {
      const id = uuidV7()
      const rows = await tenantDb.query(tenantId, {
        text: `insert into ${mails} (tenant_id, id, key, recipient, subject, body_text, body_html)
          values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, key) do nothing returning 1`,
        values: [
          tenantId,
          id,
          mail.key,
          mail.to,
          oneLine(mail.subject, MAX_SUBJECT_LENGTH) || '(no subject)',
          mail.text,
          mail.html ?? null,
        ],
      })
      if (rows.length === 0) return
      const name = `core:${SEND_MAIL}`
      const after = jobs().request(name, { mailId: id })
      await appendChange(changeLog, context, { action: 'job', name, after })
    })
  }
}

function mailerOf({ transport }: MailOptions): Mailer {
  return isMailer(transport) ? transport : createSmtpMailer(transport)
}

function senderOf({ from }: MailOptions): MailAddress {
  const sender = parseMailAddress(from)
  // `mailFaults` has refused any other.
  if (!sender) throw new TypeError('The sender was not checked.')
  return sender
}
