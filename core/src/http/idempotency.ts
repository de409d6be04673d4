import type { Exchange } from './exchange.ts'
import type { Answer } from './route.ts'

/** Serves a write that carries an `Idempotency-Key` once, and its repeats from memory. */
export interface Idempotency {
  run(exchange: Exchange, work: () => Promise<Answer>): Promise<Answer>
}
