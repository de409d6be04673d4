import { Readable } from 'node:stream'

/** What waits for a reader at most: 256 KiB, some 600 events. Beyond it the reader is better served by loading anew. */
export const MAX_WAITING_BYTES = 262_144
/** How long a reader that is being dropped has for the last words. */
const LAST_WORDS_MS = 5_000

/**
 * The body of one answer. It takes chunks as they come and hands them out as fast as the socket takes them; the chunks are shared
 * with other streams, so a waiting one costs a reference. Never more than the bound waits, plus the one chunk that crossed it.
 */
export class LiveStream extends Readable {
  #waiting: Buffer[] = []
  #bytes = 0
  #wanted = false
  /** Nothing is taken any more; and, all that was taken is handed out. */
  #last = false
  #over = false

  constructor() {
    // Handed on to the socket at once: what waits must wait here, where it is counted and can be dropped.
    super({ highWaterMark: 1 })
  }

  /** Bytes the reader has not taken. */
  get waitingBytes(): number {
    return this.#bytes + this.readableLength
  }

  /** False when the reader has fallen too far behind; nothing was taken then. */
  send(chunk: Buffer): boolean {
    if (this.#last || this.destroyed) return true
    if (this.waitingBytes > MAX_WAITING_BYTES) return false
    this.#add(chunk)
    return true
  }

  /** The last chunk, behind whatever waits. */
  finish(chunk: Buffer): void {
    if (this.#last || this.destroyed) return
    this.#last = true
    this.#add(chunk)
    this.#cutLater()
  }

  /** The last chunk in place of whatever waits. */
  cutShort(chunk: Buffer): void {
    this.#waiting = []
    this.#bytes = 0
    this.finish(chunk)
  }

  override _read(): void {
    this.#wanted = true
    this.#flush()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#waiting = []
    this.#bytes = 0
    done(error)
  }

  #add(chunk: Buffer): void {
    this.#waiting.push(chunk)
    this.#bytes += chunk.length
    this.#flush()
  }

  #flush(): void {
    while (this.#wanted) {
      const chunk = this.#waiting.shift()
      if (chunk === undefined) break
      this.#bytes -= chunk.length
      this.#wanted = this.push(chunk)
    }
    if (!this.#last || this.#waiting.length > 0 || this.#over) return
    this.#over = true
    this.push(null)
  }

  /** A reader that never reads would keep its socket, and the engine from stopping. 'end' comes only once the socket takes more. */
  #cutLater(): void {
    const timer = setTimeout(() => this.destroy(), LAST_WORDS_MS)
    timer.unref()
    this.once('close', () => clearTimeout(timer))
  }
}
