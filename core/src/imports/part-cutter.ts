import {
  collectEvidence,
  type Encoding,
  encodingBy,
  SAMPLE_BYTES,
  sniffUtf16,
  type Utf8Evidence,
} from './encoding.ts'

/** Cuts a stream of bytes into parts that each begin at a line, so that any part can be decoded and read alone. */
export interface PartCutter {
  /** Parts that are complete with these bytes. */
  push(bytes: Buffer): Buffer[]
  /** The last part, and what the bytes of all parts say about the encoding. */
  end(): { readonly last: Buffer[]; readonly encoding: Encoding }
}

/** One row of a TOAST-ed table; small enough to hold several in memory, large enough that a part costs less than its bytes. */
const PART_BYTES = 1_048_576
/** A line longer than this is cut anywhere between two characters; the reader refuses it anyway. */
const MAX_PART_BYTES = 4 * PART_BYTES

export function createPartCutter(stated: Encoding | undefined): PartCutter {
  const evidence: Utf8Evidence = { sequences: 0, strays: 0, clean: false }
  let pending: Buffer[] = []
  let size = 0
  let wide: Encoding | undefined = stated?.startsWith('utf-16') ? stated : undefined
  let isSniffed = stated !== undefined

  return { push, end }

  function push(bytes: Buffer): Buffer[] {
    pending.push(bytes)
    size += bytes.length
    if (!isSniffed && size >= SAMPLE_BYTES) sniff()
    const parts: Buffer[] = []
    while (size >= PART_BYTES) {
      const whole = Buffer.concat(pending)
      const cut = cutAt(whole, wide)
      pending = [whole.subarray(cut)]
      size -= cut
      if (cut === 0) break
      parts.push(take(whole.subarray(0, cut)))
    }
    return parts
  }

  function end() {
    if (!isSniffed) sniff()
    const last = size > 0 ? [take(Buffer.concat(pending))] : []
    return { last, encoding: stated ?? wide ?? encodingBy(evidence) }
  }

  function sniff(): void {
    isSniffed = true
    pending = [Buffer.concat(pending)]
    wide = sniffUtf16(pending[0]?.subarray(0, SAMPLE_BYTES) ?? Buffer.alloc(0))
  }

  function take(part: Buffer): Buffer {
    if (stated === undefined && wide === undefined) collectEvidence(part, evidence)
    return part
  }
}

/** Where to cut: behind the last line end of a part's length; 0 when there is none yet. */
function cutAt(bytes: Buffer, wide: Encoding | undefined): number {
  if (wide !== undefined) return cutWide(bytes, wide)
  const end = Math.min(bytes.length, MAX_PART_BYTES)
  // `\r` of `\r\n` at the very end would leave the `\n` to the next part, which reads it as an empty line.
  const line = Math.max(bytes.lastIndexOf(0x0a, end - 1), bytes.lastIndexOf(0x0d, end - 2)) + 1
  if (line > 0) return line
  return bytes.length < MAX_PART_BYTES ? 0 : characterStart(bytes, end)
}

function cutWide(bytes: Buffer, wide: Encoding): number {
  const low = wide === 'utf-16le' ? 0 : 1
  const end = Math.min(bytes.length, MAX_PART_BYTES) & ~1
  for (let pair = end - 2; pair >= 0; pair -= 2) {
    if (bytes[pair + low] === 0x0a && bytes[pair + 1 - low] === 0) return pair + 2
  }
  return bytes.length < MAX_PART_BYTES ? 0 : end
}

/** Before the UTF-8 character that would be cut in two; in a file of single bytes any place is right. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at
  while (start > at - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--
  return start
}
