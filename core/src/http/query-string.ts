import type { Fault } from '../base/crm-error.ts'
import { errors } from './errors.ts'

const NONE: Readonly<Record<string, string>> = Object.freeze(
  Object.create(null) as Record<string, string>,
)

/**
 * Name and value pairs of a query string, each name once. Koa's and Node's own parsers make a repeated name an array, and a
 * repeated `__proto__` a prototype; both have been ways around checks (GitLab CVE-2023-7028).
 */
export function parseQuery(raw: string): Readonly<Record<string, string>> {
  if (raw === '') return NONE
  const values = Object.create(null) as Record<string, string>
  const faults: Fault[] = []
  for (const pair of raw.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at === -1 ? pair : pair.slice(0, at), faults)
    const value = at === -1 ? '' : decode(pair.slice(at + 1), faults)
    if (name === undefined || value === undefined) continue
    if (name in values)
      faults.push({ path: name, code: 'REPEATED', message: 'is given more than once' })
    values[name] = value
  }
  if (faults.length > 0) throw errors.INVALID_PARAMETER({}, { faults })
  return values
}

function decode(text: string, faults: Fault[]): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    const value = decodeURIComponent(spaced)
    if (!value.includes('\0')) return value
    faults.push({ path: '', code: 'NUL_CHARACTER', message: 'the query has a NUL character' })
  } catch {
    faults.push({
      path: '',
      code: 'MALFORMED',
      message: 'the percent-encoding of the query is not UTF-8',
    })
  }
  return undefined
}
