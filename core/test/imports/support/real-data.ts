import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Real files lie beside the repository: see the README there for where they come from. */
const folder = new URL('../../../../../shared/data/', import.meta.url)

/** Bytes of one of the real files; a missing file fails the test, because a skipped one would look green. */
export async function realData(name: string): Promise<Buffer> {
  const file = new URL(name, folder)
  if (!existsSync(file))
    throw new Error(`Expected the real data at ${fileURLToPath(file)}: mount it there.`)
  return readFile(file)
}
