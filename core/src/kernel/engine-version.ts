import { readFileSync } from 'node:fs'

/** Version of this copy of the core; plugins state the range they work with. */
export const ENGINE_VERSION: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
).version
