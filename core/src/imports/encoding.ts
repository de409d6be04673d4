import { isUtf8 } from 'node:buffer'

import { errors } from './errors.ts'

/** WHATWG name of an encoding, lower case: `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`, or any other that `TextDecoder` knows. */
export type Encoding = string

/** Bytes of the beginning that are looked at before the first part is cut. */
export const SAMPLE_BYTES = 65_536

/** Checks an encoding the caller states; `latin1` and `iso-8859-1` are `windows-1252`, as everywhere on the web. */
export function encodingNamed(label: string): Encoding {
  try {
    return new TextDecoder(label).encoding
  } catch (cause) {
    throw errors.IMPORT_ENCODING_UNKNOWN({ encoding: label }, { cause })
  }
}

/** UTF-16 shows in the first bytes: by its byte order mark, or by the zero bytes of Latin letters. Undefined: some ASCII superset. */
export function sniffUtf16(sample: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  for (let index = 0; index < sample.length; index++) {
    if (sample[index] === 0) zeros[index & 1] = (zeros[index & 1] ?? 0) + 1
  }
  const [even = 0, odd = 0] = zeros
  const pairs = sample.length / 2
  // Delimiters, digits and line ends alone make a third of the characters ASCII, whatever the script.
  if (odd > pairs / 3 && even < odd / 10) return 'utf-16le'
  if (even > pairs / 3 && odd < even / 10) return 'utf-16be'
  return undefined
}

/** Counts, over all parts of a file, what speaks for UTF-8 and what against it: the first `é` may come after 200 MB. */
export interface Utf8Evidence {
  /** Well-formed sequences of two or more bytes; counted only in parts that are not all UTF-8. */
  sequences: number
  /** Bytes no UTF-8 sequence explains. */
  strays: number
  /** Some part with other than ASCII bytes was all UTF-8. */
  clean: boolean
}

export function collectEvidence(part: Uint8Array, evidence: Utf8Evidence): void {
  if (isUtf8(part)) {
    evidence.clean ||= part.some((byte) => byte > 0x7f)
    return
  }
  for (let index = 0; index < part.length;) {
    const length = sequenceAt(part, index)
    if (length === 0) evidence.strays++
    else if (length > 1) evidence.sequences++
    index += length || 1
  }
}

/** A file of both is UTF-8 with some broken lines when most of it is; those lines are then refused one by one. */
export function encodingBy(evidence: Utf8Evidence): 'utf-8' | 'windows-1252' {
  if (evidence.strays === 0 || evidence.clean) return 'utf-8'
  return evidence.sequences > evidence.strays ? 'utf-8' : 'windows-1252'
}

/**
 * Decodes one part. Bytes that are not of the encoding become lone surrogates (U+DC80 to U+DCFF, as Python's
 * `surrogateescape` has them), which no valid text holds: the reader refuses the rows they are in.
 */
export function decodePart(part: Buffer, encoding: Encoding, isFirst: boolean): string {
  const text = decode(part, encoding)
  return isFirst && text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
}

/** Undoes the mark of `decodePart`, reading the strange bytes as Windows-1252, their likeliest meaning. */
export function withoutStrayBytes(text: string): string {
  if (text.isWellFormed()) return text
  return text.replace(/[\udc80-\udcff]/g, (mark) =>
    windows1252.decode(Uint8Array.of(mark.charCodeAt(0) & 0xff)),
  )
}

const BYTE_ORDER_MARK = 0xfeff
const windows1252 = new TextDecoder('windows-1252')

function decode(part: Buffer, encoding: Encoding): string {
  switch (encoding) {
    case 'utf-8':
      return isUtf8(part) ? part.toString('utf8') : decodeLines(part)
    case 'utf-16le':
      return utf16(part)
    case 'utf-16be':
      return utf16(Buffer.from(part.subarray(0, part.length & ~1)).swap16(), part.length % 2 === 1)
    default:
      return new TextDecoder(encoding).decode(part)
  }
}

/** A byte too few means the file was cut off: the mark gets its last row refused. */
function utf16(part: Buffer, isCut = part.length % 2 === 1): string {
  return part.toString('utf16le') + (isCut ? '\udc80' : '')
}

/** Line by line: one line in another encoding must not take its neighbours along. */
function decodeLines(part: Buffer): string {
  let text = ''
  for (let start = 0; start < part.length;) {
    const end = part.indexOf(LINE_FEED, start) + 1 || part.length
    const line = part.subarray(start, end)
    text += isUtf8(line)
      ? line.toString('utf8')
      : line.toString('latin1').replace(/[\x80-\xff]/g, mark)
    start = end
  }
  return text
}

const LINE_FEED = 0x0a

function mark(letter: string): string {
  return String.fromCharCode(0xdc00 + letter.charCodeAt(0))
}

/** Length of the UTF-8 sequence at `index` (Unicode 16 table 3-7); 0 when there is none. */
function sequenceAt(bytes: Uint8Array, index: number): number {
  const lead = bytes[index] ?? 0
  if (lead < 0x80) return 1
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
  if (lead < 0xc2 || lead > 0xf4) return 0
  return isUtf8(bytes.subarray(index, index + length)) ? length : 0
}
