import { globSync } from 'node:fs'
import { resolve } from 'node:path'

import type { CrmError } from '@crmkit/core'

import { floors } from '../eslint/import-direction.ts'

/** One kind of error, as one catalogue defines it. */
export interface CataloguedError {
  readonly code: string
  readonly status: number
  /** With its `{places}`. */
  readonly message: string
}

/** The errors of one floor of core, or of one plugin. */
export interface Catalogue {
  readonly home: string
  readonly isPlugin: boolean
  readonly errors: readonly CataloguedError[]
}

const root = resolve(import.meta.dirname, '../..')

/** Every `errors.ts` there is, ground floor first, then the plugins by name. */
export async function readCatalogues(): Promise<Catalogue[]> {
  const ofFloors = floors.map((floor) => read(floor, false, `core/src/${floor}/**/errors.ts`))
  const ofPlugins = globSync('plugins/*', { cwd: root })
    .sort()
    .map((folder) => read(folder.slice('plugins/'.length), true, `${folder}/src/**/errors.ts`))
  const all = await Promise.all([...ofFloors, ...ofPlugins])
  return all.filter(({ errors }) => errors.length > 0)
}

async function read(home: string, isPlugin: boolean, pattern: string): Promise<Catalogue> {
  const files = globSync(pattern, { cwd: root }).sort()
  return { home, isPlugin, errors: (await Promise.all(files.map(errorsOf))).flat() }
}

async function errorsOf(file: string): Promise<CataloguedError[]> {
  const module = (await import(`../../${file}`)) as {
    errors?: Readonly<Record<string, () => CrmError>>
  }
  if (!module.errors) throw new Error(`${file} must export its catalogue as "errors".`)
  // Made without details, so the places of the message are still in it.
  return Object.values(module.errors).map((make) => {
    const { code, status, message } = make()
    return { code, status, message }
  })
}

/** Sentences about codes that two catalogues give different statuses: a client could not rely on either. */
export function statusConflicts(catalogues: readonly Catalogue[]): string[] {
  const first = new Map<string, { home: string; status: number }>()
  return catalogues.flatMap(({ home, errors }) =>
    errors.flatMap(({ code, status }) => {
      const known = first.get(code)
      if (!known) first.set(code, { home, status })
      if (!known || known.status === status) return []
      return [`${code} is ${known.status} in ${known.home} and ${status} in ${home}.`]
    }),
  )
}
