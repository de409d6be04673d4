import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/**
 * Address of the client. Behind `hops` trusted proxies it is the entry the outermost of them has added, counted from the
 * right: everything further left is what the client itself wrote (Koa's `ctx.ip` takes that one).
 */
export function clientAddress(req: IncomingMessage, hops: number): string {
  const peer = req.socket.remoteAddress ?? ''
  if (hops === 0) return peer
  const header = req.headers['x-forwarded-for']
  if (typeof header !== 'string') return peer
  const chain = header.split(',')
  const address = withoutPort((chain[Math.max(0, chain.length - hops)] ?? '').trim())
  return isIP(address) === 0 ? peer : address
}

/** What limits count by: an IPv4 address, or the /64 network of an IPv6 one, because a single host owns all of it. */
export function clientNetwork(address: string): string {
  const text = address.toLowerCase()
  if (text.startsWith('::ffff:') && text.includes('.')) return text.slice('::ffff:'.length)
  if (!text.includes(':')) return text
  const [head = '', tail = ''] = (text.split('%')[0] ?? '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = text.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4)
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address)
}

/** Some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`. */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)
  if (bracketed) return bracketed[1] ?? ''
  return text.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
}
