declare module 'inflation' {
  import type { Readable } from 'node:stream'

  /** Pipes `stream` through the decompressor of `encoding`; gives `stream` itself back for `identity`. */
  export default function inflate(stream: Readable, options?: { encoding?: string }): Readable
}
