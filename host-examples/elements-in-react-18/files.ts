import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { files as files19 } from '@crmkit/example-elements-in-react'

/** The same application, with the React of this folder. */
export function files(options: Omit<Parameters<typeof files19>[0], 'alias'> = {}) {
  const folder = (name: string) =>
    dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)))
  return files19({
    ...options,
    alias: { react: folder('react'), 'react-dom': folder('react-dom') },
  })
}
