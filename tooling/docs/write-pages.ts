import { existsSync, readFileSync, writeFileSync } from 'node:fs'

import type { GenerateOptions } from '@crmkit/core/testing'

import { defaultReach } from './default-reach.ts'
import { readCatalogues } from './error-catalogues.ts'
import { errorsPage } from './errors-page.ts'

/** Writes what of `docs/reference` comes from the sources; gives the pages that were stale. */
export async function writePages(
  plugins: GenerateOptions['plugins'],
  { check }: { check: boolean },
): Promise<string[]> {
  const permissions = 'docs/reference/permissions.md'
  const pages = {
    'docs/reference/errors.md': errorsPage(await readCatalogues()),
    [permissions]: withBlock(permissions, 'default reach', await defaultReach(plugins)),
  }
  return Object.entries(pages).flatMap(([path, text]) => {
    if (existsSync(path) && readFileSync(path, 'utf8') === text) return []
    if (!check) writeFileSync(path, text)
    return [path]
  })
}

/** The page with what stands between its two comments of that name put anew. */
function withBlock(path: string, name: string, block: string): string {
  const begin = `<!-- ${name}: written by npm run codegen -->`
  const end = `<!-- ${name}: end -->`
  const page = readFileSync(path, 'utf8')
  const [before, rest] = page.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined)
    throw new Error(`Expected ${path} to have the lines "${begin}" and "${end}".`)
  return `${before}${begin}\n\n${block}\n\n${end}${after}`
}
