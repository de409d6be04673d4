import { CrmError, type Fault } from './crm-error.ts'

export interface ErrorDefinition {
  readonly status: number
  /** Text with `{name}` places, filled from the details. */
  readonly message: string
}

export interface ThrowOptions {
  readonly cause?: unknown
  readonly faults?: readonly Fault[]
}

export type ErrorCatalogue<T extends Readonly<Record<string, ErrorDefinition>>> = {
  readonly [Code in keyof T]: (
    details?: Readonly<Record<string, unknown>>,
    options?: ThrowOptions,
  ) => CrmError
}

/** Turns a table of codes into functions that build the errors; a code is API and is never renamed. */
export function defineErrors<const T extends Readonly<Record<string, ErrorDefinition>>>(
  definitions: T,
): ErrorCatalogue<T> {
  const entries = Object.entries(definitions).map(([code, { status, message }]) => [
    code,
    (details: Readonly<Record<string, unknown>> = {}, options: ThrowOptions = {}) =>
      new CrmError({ code, status, message: fill(message, details), details, ...options }),
  ])
  return Object.freeze(Object.fromEntries(entries)) as ErrorCatalogue<T>
}

function fill(message: string, details: Readonly<Record<string, unknown>>): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) =>
    name in details ? String(details[name]) : place,
  )
}
