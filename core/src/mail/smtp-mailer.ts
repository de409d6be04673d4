import { createTransport } from 'nodemailer'

import { oneLine } from './address.ts'
import { errors } from './errors.ts'
import { type SmtpOptions, smtpOptionsOf } from './mail-options.ts'
import type { Mailer, OutgoingMail } from './mailer.ts'

/** A server that says nothing for so long does not answer this time; the job tries again. */
const CONNECT_MS = 10_000
const SILENCE_MS = 30_000
const MAX_REASON_LENGTH = 200

/** What nodemailer says when a mail was not taken. */
interface SmtpFailure {
  readonly code?: string
  /** `RCPT TO`, `DATA`, `CONN`, … */
  readonly command?: string
  /** The server's: 550. */
  readonly responseCode?: number
  readonly response?: string
  readonly message: string
}

/** A mailer over SMTP. Each mail has a connection of its own: they are few, and none is left open behind them. */
export function createSmtpMailer(transport: string | SmtpOptions): Mailer {
  const { host, port, secure, requireTls, user, password, ca } = smtpOptionsOf(transport)
  const smtp = createTransport({
    host,
    port,
    secure,
    requireTLS: requireTls,
    ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
    ...(ca !== undefined && { tls: { ca } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // A mail is text we wrote; nothing in it may make this process read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })

  return Object.freeze({ deliver, close: () => smtp.close() })

  async function deliver(mail: OutgoingMail): Promise<void> {
    const { messageId, from, to, replyTo, subject, text, html, date } = mail
    try {
      await smtp.sendMail({
        messageId,
        date,
        // As objects: a list in a text would be several addresses.
        from: { ...from },
        to: { name: '', address: to },
        ...(replyTo !== undefined && { replyTo }),
        subject,
        text,
        ...(html !== undefined && { html }),
        // RFC 3834: no out-of-office answers to this.
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
    } catch (error) {
      const failure = error as SmtpFailure
      const reason = oneLine(failure.response ?? failure.message, MAX_REASON_LENGTH)
      // Without its cause, which holds envelope and answers: this ends up in a log.
      throw isForGood(failure)
        ? errors.MAIL_REFUSED({ reason })
        : errors.MAIL_NOT_DELIVERED({ reason })
    }
  }
}

/**
 * True when the server takes this recipient or this message never (RFC 5321 §4.2.1, 5yz). A 5yz to anything earlier, a wrong password or
 * sender, is about the settings: every mail would be thrown away for it, so those wait and are tried again.
 */
function isForGood({ command, responseCode = 0 }: SmtpFailure): boolean {
  return responseCode >= 500 && responseCode < 600 && ['RCPT TO', 'DATA'].includes(command ?? '')
}
