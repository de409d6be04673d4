import type { Logger as PinoLogger } from 'pino'

/** Structured JSON logger; first argument fields, second the sentence. A host may pass its own pino. */
export type Logger = Pick<
  PinoLogger,
  'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child'
>
