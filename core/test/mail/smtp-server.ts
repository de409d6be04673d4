import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Head and body as they came over the wire, long lines unfolded and quoted-printable decoded. */
  readonly text: string
  readonly head: string
  readonly secure: boolean
}

export interface TestSmtp {
  readonly port: number
  readonly received: readonly ReceivedMail[]
  /** What the next commands are answered; taken one by one, then all is accepted. */
  readonly answers: { rcpt: (Refusal | undefined)[]; data: (Refusal | undefined)[] }
  stop(): Promise<void>
}

export interface Refusal {
  readonly code: number
  readonly text: string
}

/** A real SMTP server on a free port of this machine. */
export async function startSmtp(
  options: SMTPServerOptions = {},
  onMail?: () => void,
): Promise<TestSmtp> {
  const received: ReceivedMail[] = []
  const answers: TestSmtp['answers'] = { rcpt: [], data: [] }
  const refusal = (queue: (Refusal | undefined)[]) => {
    const next = queue.shift()
    return next && Object.assign(new Error(next.text), { responseCode: next.code })
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: (_address, _session, done) => done(refusal(answers.rcpt)),
    onData(stream, session, done) {
      void buffer(stream).then((bytes) => {
        const raw = bytes.toString('utf8')
        const error = refusal(answers.data)
        if (error) return done(error)
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          text: decoded(raw),
          head: unfolded(raw.slice(0, raw.indexOf('\r\n\r\n'))),
          secure: session.secure,
        })
        onMail?.()
        done()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { port, received, answers, stop }
}

function unfolded(head: string): string {
  return head.replace(/\r\n[ \t]+/g, ' ')
}

/** Quoted-printable (RFC 2045 §6.7), which is what nodemailer writes text in. */
function decoded(raw: string): string {
  const bytes = raw
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
