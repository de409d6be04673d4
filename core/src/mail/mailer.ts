import type { MailAddress } from './address.ts'

/** One mail to one address, complete. */
export interface OutgoingMail {
  /** The same on every try: `<id@domain>`. */
  readonly messageId: string
  readonly from: MailAddress
  readonly to: string
  readonly replyTo?: string | undefined
  readonly subject: string
  readonly text: string
  readonly html?: string | undefined
  /** When it was written. */
  readonly date: Date
}

/** What hands mail over to the outside world: SMTP by default, or whatever a host brings. */
export interface Mailer {
  /** Resolves once the mail is accepted. Throws `MAIL_REFUSED` when trying again is of no use; any other error is tried again. */
  deliver(mail: OutgoingMail): Promise<void>
  close?(): Promise<void> | void
}
