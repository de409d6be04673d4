import type { IncomingMessage } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'

import inflate from 'inflation'
import getRawBody, { type RawBodyError } from 'raw-body'

import { isCrmError } from '../base/crm-error.ts'
import { assertContentType } from './content-type.ts'
import { errors } from './errors.ts'
import { assertStorable, parseJson } from './json-text.ts'

export interface BodyLimits {
  /** Uncompressed bytes. */
  readonly maxBytes: number
  /** From the first read to the last byte. */
  readonly timeoutMs: number
}

/** A JSON body: the value, and the bytes it came as (undefined when a middleware of the host has parsed it before us). */
export interface JsonBody {
  readonly value: unknown
  readonly bytes: Buffer | undefined
}

/** Reads the JSON of a request once. `parsed` is what a body parser of the host left behind, if any. */
export async function readJson(
  req: IncomingMessage,
  accepted: readonly string[],
  limits: BodyLimits,
  parsed: unknown,
): Promise<JsonBody | undefined> {
  if (!hasBody(req)) return undefined
  assertContentType(req.headers['content-type'], accepted)
  const consumed = req.readableEnded || req.readableDidRead
  if (consumed && parsed === undefined) throw errors.BODY_CONSUMED()
  if (!consumed) return fromBytes(await readBytes(req, limits))
  if (typeof parsed === 'string') return fromBytes(Buffer.from(parsed))
  if (Buffer.isBuffer(parsed)) return fromBytes(parsed)
  assertStorable(parsed)
  return { value: parsed, bytes: undefined }
}

/** The unread body of a `stream` route, inflated. */
export function openStream(req: IncomingMessage, accepted: readonly string[]): Readable {
  assertContentType(req.headers['content-type'], accepted)
  const stream = inflated(req)
  return stream === req ? req : withOurErrors(stream)
}

/** RFC 9112 §6.3: a request has a body when one of these two headers announces it. HTTP/2 needs neither. */
export function hasBody({ headers, httpVersionMajor }: IncomingMessage): boolean {
  const length = headers['content-length']
  if (length !== undefined) return length !== '0'
  return headers['transfer-encoding'] !== undefined || httpVersionMajor > 1
}

function fromBytes(bytes: Buffer): JsonBody | undefined {
  return bytes.length === 0 ? undefined : { value: parseJson(bytes), bytes }
}

async function readBytes(req: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const stream = inflated(req)
  const length = stream === req ? req.headers['content-length'] : undefined
  try {
    return await withinTime(
      getRawBody(stream, { limit: limits.maxBytes, length }),
      limits.timeoutMs,
    )
  } catch (cause) {
    if (stream !== req) stream.destroy()
    // Node drops the rest of a body only when nobody has begun to read it: without this the connection would wait for ever.
    req.resume()
    throw bodyError(cause, limits.maxBytes)
  }
}

/**
 * A client that sends a byte a minute would hold its request for ever, and the host's server may have no time-out of its
 * own. The stream is not destroyed: that would take the socket along, and the answer with it.
 */
function withinTime(body: Promise<Buffer>, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(errors.BODY_TIMEOUT({ timeoutMs })), timeoutMs)
    body.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function inflated(req: IncomingMessage): Readable {
  const encoding = (req.headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding === 'identity') return req
  if (encoding !== 'gzip' && encoding !== 'deflate' && encoding !== 'br') {
    throw errors.UNSUPPORTED_CONTENT_ENCODING({ came: `"${encoding.slice(0, 100)}"` })
  }
  const stream = inflate(req, { encoding })
  // `pipe` does not tell the decompressor that the client went away in the middle.
  req.once('close', () => {
    if (!req.readableEnded) stream.destroy(errors.CLIENT_GONE())
  })
  return stream
}

/** A damaged upload is the client's fault; a zlib error that reached the handler would pass for ours. */
function withOurErrors(stream: Readable): Readable {
  const checked = new PassThrough()
  stream.once('error', (cause) => checked.destroy(bodyError(cause, 0) as Error))
  checked.once('close', () => stream.destroy())
  return stream.pipe(checked)
}

function bodyError(cause: unknown, maxBytes: number): unknown {
  if (isCrmError(cause)) return cause
  const { type, code } = cause as RawBodyError
  if (type === 'entity.too.large') return errors.BODY_TOO_LARGE({ maxBytes })
  if (type === 'request.aborted' || code === 'ECONNRESET') return errors.CLIENT_GONE({}, { cause })
  if (type === 'request.size.invalid') return errors.BODY_INCOMPLETE({}, { cause })
  // zlib's own: Z_DATA_ERROR, Z_BUF_ERROR, ERR__ERROR_FORMAT_…
  if (code?.startsWith('Z_') || code?.startsWith('ERR_'))
    return errors.BODY_INCOMPLETE({}, { cause })
  return cause
}
