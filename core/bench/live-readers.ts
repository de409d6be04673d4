/**
 * Many streams in a process of their own, read as cheaply as can be: the raw socket, one pass over the text. Told by live.ts what to
 * do, and answers what was heard. The request id of every write is `w-<number>`.
 */
import { connect, type Socket } from 'node:net'

export interface Open {
  readonly port: number
  /** One stream for each. */
  readonly keys: readonly string[]
}

export interface Report {
  /** Streams by which of the writes they were told of: one bit a write, in base64. */
  readonly heard: readonly string[]
  readonly events: number
  /** Streams that were told to load anew at least once. */
  readonly reset: readonly number[]
  readonly drops: number
  /** Number of the write and ms since 1970, for what every 50th stream was told. */
  readonly heardAt: readonly (readonly [number, number])[]
}

const MAX_WRITES = 100_000
const MARK = '"requestId":"w-'

interface Stream {
  readonly at: number
  readonly key: string
  readonly heard: Uint8Array
  socket: Socket | undefined
  lastId: string
  rest: string
  wasReset: boolean
  isReady: boolean
}

let port = 0
let streams: Stream[] = []
let events = 0
let drops = 0
const heardAt: [number, number][] = []

process.on('message', (message: { open?: Open; drop?: number; report?: true; ready?: true }) => {
  if (message.open) open(message.open)
  else if (message.drop) for (let i = 0; i < message.drop; i++) drop()
  else if (message.ready) process.send?.({ ready: streams.filter(({ isReady }) => isReady).length })
  else if (message.report) process.send?.({ report: report() })
})
process.on('disconnect', () => process.exit(0))

function open(opening: Open): void {
  port = opening.port
  streams = opening.keys.map((key, at) => ({
    at,
    key,
    heard: new Uint8Array(MAX_WRITES / 8),
    socket: undefined,
    lastId: '',
    rest: '',
    wasReset: false,
    isReady: false,
  }))
  for (const stream of streams) begin(stream)
}

function begin(stream: Stream): void {
  const socket = connect(port, '127.0.0.1')
  stream.socket = socket
  stream.rest = ''
  stream.isReady = false
  // What is looked at is ASCII; decoding UTF-8 would cost as much as all the rest.
  socket.setEncoding('latin1')
  socket.on('error', () => undefined)
  socket.on('data', (text: string) => {
    if (stream.socket === socket) take(stream, text)
  })
  socket.on('close', () => {
    // Ended by the other side, or dropped by us: a client comes back.
    if (stream.socket === socket) setTimeout(() => begin(stream), 50)
  })
  const last = stream.lastId === '' ? '' : `last-event-id: ${stream.lastId}\r\n`
  socket.write(
    `GET /api/v1/live?entities=contact HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${stream.key}\r\n${last}\r\n`,
  )
}

function drop(): void {
  const open = streams.filter(({ isReady }) => isReady)
  const stream = open[Math.floor(Math.random() * open.length)]
  if (!stream) return
  drops++
  stream.isReady = false
  stream.socket?.destroy()
}

/** Whole blocks only: what a cut connection leaves half is lost. */
function take(stream: Stream, text: string): void {
  const whole = stream.rest + text
  const end = whole.lastIndexOf('\n\n')
  if (end < 0) {
    stream.rest = whole
    return
  }
  stream.rest = whole.slice(end + 2)
  const blocks = whole.slice(0, end + 2)
  for (let at = blocks.indexOf(MARK); at >= 0; at = blocks.indexOf(MARK, at)) {
    at += MARK.length
    const write = Number(blocks.slice(at, blocks.indexOf('"', at)))
    events++
    stream.heard[write >> 3] = (stream.heard[write >> 3] ?? 0) | (1 << (write & 7))
    if (stream.at % 50 === 0) heardAt.push([write, Date.now()])
  }
  // The id stands before its event, in one block: whoever has the end of the block has both.
  const ids = blocks.lastIndexOf('\nid: ')
  if (ids >= 0) stream.lastId = blocks.slice(ids + 5, ids + 37)
  if (blocks.includes('event: ready')) stream.isReady = true
  if (blocks.includes('event: reset')) stream.wasReset = true
}

function report(): Report {
  return {
    heard: streams.map(({ heard }) => Buffer.from(heard).toString('base64')),
    events,
    reset: streams.filter(({ wasReset }) => wasReset).map(({ at }) => at),
    drops,
    heardAt,
  }
}
