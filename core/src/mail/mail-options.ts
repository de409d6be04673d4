import { parseMailAddress } from './address.ts'
import type { Mailer } from './mailer.ts'

export interface SmtpOptions {
  readonly host: string
  /** Default 465 with `secure`, else 587. */
  readonly port?: number
  /** TLS from the first byte; default on port 465 alone. */
  readonly secure?: boolean
  /** Refuses a server that does not offer STARTTLS. Default true, except for a server on this machine. */
  readonly requireTls?: boolean
  readonly user?: string
  readonly password?: string
  /** PEM of the authority that signed the server's certificate, when the system does not know it. */
  readonly ca?: string
}

export interface MailOptions {
  /** `smtp://user:password@host:587`, `smtps://host`, the same as an object, or a mailer of the host's own. */
  readonly transport: string | SmtpOptions | Mailer
  /** Sender of everything the engine mails: `CRM <crm@example.com>`. */
  readonly from: string
  readonly replyTo?: string
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/
const KNOWN = ['transport', 'from', 'replyTo']
const SMTP_KNOWN = ['host', 'port', 'secure', 'requireTls', 'user', 'password', 'ca']

/** A sentence for everything about the option that cannot be used; passwords are in none of them. */
export function mailFaults(options: unknown): string[] {
  if (!isObject(options)) return ['/mail must be an object with transport and from']
  const { transport, from, replyTo } = options
  const faults = unknown('/mail', options, KNOWN)
  for (const [key, value] of Object.entries({ from, replyTo })) {
    if (key === 'replyTo' && value === undefined) continue
    if (typeof value !== 'string' || !parseMailAddress(value))
      faults.push(`/mail/${key} must be one address such as CRM <crm@example.com>`)
  }
  if (typeof transport === 'string') {
    if (!parseTransport(transport))
      faults.push(
        '/mail/transport must be a URL such as smtp://user:password@host:587, smtps://host or smtp://host?requireTls=false',
      )
  } else if (!isMailer(transport)) faults.push(...smtpFaults(transport))
  return faults
}

export function isMailer(transport: unknown): transport is Mailer {
  return isObject(transport) && typeof transport['deliver'] === 'function'
}

/** Everything about the server, defaults included. */
export function smtpOptionsOf(transport: string | SmtpOptions): SmtpOptions & {
  readonly port: number
  readonly secure: boolean
  readonly requireTls: boolean
} {
  const given = typeof transport === 'string' ? parseTransport(transport) : transport
  // `mailFaults` has refused what cannot be read.
  if (!given) throw new TypeError('The transport was not checked.')
  const secure = given.secure ?? given.port === 465
  const port = given.port ?? (secure ? 465 : 587)
  // A password, and what people write about their customers, must not cross a network in the clear because a server is set up badly.
  const requireTls = given.requireTls ?? !LOOPBACK.test(given.host)
  return { ...given, port, secure, requireTls }
}

function parseTransport(text: string): SmtpOptions | undefined {
  if (!URL.canParse(text)) return undefined
  const url = new URL(text)
  const { protocol, hostname, port, username, password, searchParams, pathname } = url
  if (!['smtp:', 'smtps:'].includes(protocol) || hostname === '' || pathname.length > 1)
    return undefined
  const requireTls = searchParams.get('requireTls')
  const others = [...searchParams.keys()].filter((key) => key !== 'requireTls')
  if (others.length > 0 || ![null, 'true', 'false'].includes(requireTls)) return undefined
  return {
    host: decodeURIComponent(hostname).replace(/^\[(.*)\]$/, '$1'),
    ...(port !== '' && { port: Number(port) }),
    ...(protocol === 'smtps:' && { secure: true }),
    ...(username !== '' && { user: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(requireTls !== null && { requireTls: requireTls === 'true' }),
  }
}

function smtpFaults(transport: unknown): string[] {
  if (!isObject(transport))
    return ['/mail/transport must be a URL, an object with a host, or an object with deliver()']
  const { host, port } = transport
  const faults = unknown('/mail/transport', transport, SMTP_KNOWN)
  if (typeof host !== 'string' || host === '') faults.push('/mail/transport/host is required')
  if (port !== undefined && !(Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536))
    faults.push('/mail/transport/port must be a port')
  for (const key of ['secure', 'requireTls']) {
    if (!['undefined', 'boolean'].includes(typeof transport[key]))
      faults.push(`/mail/transport/${key} must be true or false`)
  }
  for (const key of ['user', 'password', 'ca']) {
    if (!['undefined', 'string'].includes(typeof transport[key]))
      faults.push(`/mail/transport/${key} must be text`)
  }
  return faults
}

function unknown(
  path: string,
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
): string[] {
  return Object.keys(given)
    .filter((key) => given[key] !== undefined && !known.includes(key))
    .map((key) => `${path}/${key} is not a known option`)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
