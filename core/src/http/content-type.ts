import { errors } from './errors.ts'

/** `application/json; charset=utf-8` for `application/json` passes; another charset, or `*`, does not. */
export function assertContentType(header: string | undefined, accepted: readonly string[]): void {
  if (header !== undefined && accepted.includes(header)) return
  const [type = '', ...parameters] = (header ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  if (!accepted.includes(type) || !parameters.every(isReadable)) {
    throw errors.UNSUPPORTED_MEDIA_TYPE({ expected: accepted.join(' or '), came: shown(header) })
  }
}

/** A charset we do not decode is refused; any other parameter (a multipart boundary) is the handler's. */
function isReadable(parameter: string): boolean {
  if (!parameter.startsWith('charset')) return true
  const charset = parameter
    .slice(parameter.indexOf('=') + 1)
    .replaceAll('"', '')
    .trim()
  return charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii'
}

function shown(header: string | undefined): string {
  return header === undefined ? 'none' : `"${header.slice(0, 100)}"`
}
