import type { Logger } from '@crmkit/core'

/** A logger that says nothing, or only what a person should look at: a line for each request would cost a test more than the request. */
export function createSilentLogger(write: (text: string) => void = () => undefined): Logger {
  const silent = () => undefined
  const tell = (fields: object, text?: string) => write(`${text} ${JSON.stringify(fields)}`)
  const levels = { trace: silent, debug: silent, info: silent, warn: tell, error: tell }
  const logger = { ...levels, fatal: tell, child: () => logger }
  return logger as unknown as Logger
}
