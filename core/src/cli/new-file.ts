import { existsSync } from 'node:fs'

import { errors } from './errors.ts'

/**
 * Throws when the file is there already. Asked before the work and not only when the file is opened: an import that has run and then
 * cannot tell what it refused would have to be looked up.
 */
export function assertNewFile(file: string | undefined): void {
  if (file !== undefined && existsSync(file)) throw errors.FILE_EXISTS({ file })
}
