import { type DestinationStream, type Logger, pino } from 'pino'

/** What the engine logs while a command runs: lines for people on standard error, from CRMKIT_LOG_LEVEL on. */
export function createCliLogger(usual: 'info' | 'warn' = 'warn'): Logger {
  const level = process.env['CRMKIT_LOG_LEVEL'] || usual
  return pino({ level, base: null, formatters: { level: (label) => ({ level: label }) } }, people)
}

/** What a worker logs: JSON lines on standard output, as `createCrm` does by itself. */
export function createJsonLogger(): Logger {
  return pino({ name: 'crmkit', level: process.env['CRMKIT_LOG_LEVEL'] || 'info' })
}

const people: DestinationStream = {
  write(text) {
    const { level, msg, time: _, ...fields } = JSON.parse(text) as Record<string, unknown>
    const rest = Object.entries(fields).map(([key, value]) => `${key}=${shown(value)}`)
    process.stderr.write(`${String(level)}: ${[String(msg), ...rest].join(' ')}\n`)
  },
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value
  const { message } = (value ?? {}) as { message?: unknown }
  return typeof message === 'string' ? JSON.stringify(message) : JSON.stringify(value)
}
