import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Entity } from '../entities/entity.ts'
import { entitiesJson } from './entities-json.ts'
import type { OpenApiDocument } from './openapi.ts'
import { clientModule, entityTypes, pluginTypes, type TypedPlugin } from './type-declarations.ts'

export interface WriteOptions {
  /** Changes nothing; only tells which files would change. */
  readonly check: boolean
}

export interface GeneratedOptions extends WriteOptions {
  readonly entities: readonly Entity[]
  /** As an administrator gets it. */
  readonly openApi: OpenApiDocument
  readonly schemaSql: string
  /** `schemas/generated`. */
  readonly outDir: string
}

/** Draws everything a client may know of the server into one folder; gives the files that were not up to date. */
export async function writeGenerated({
  entities,
  openApi,
  schemaSql,
  outDir,
  check,
}: GeneratedOptions): Promise<string[]> {
  const files = new Map([
    ['openapi.json', json(openApi)],
    ['entities.json', json(entitiesJson(entities))],
    ['types.ts', await entityTypes(entities)],
    [
      'client.ts',
      clientModule(entities, { types: './types.ts', client: '../src/client/index.ts' }),
    ],
    ['schema.sql', schemaSql],
  ])
  return write(new Map([...files].map(([name, text]) => [join(outDir, name), text])), { check })
}

/** Writes `types.generated.ts` of each plugin into the folder named for it; gives the files that were not up to date. */
export async function writePluginTypes(
  plugins: readonly { readonly plugin: TypedPlugin; readonly folder: string }[],
  entities: readonly Entity[],
  options: WriteOptions,
): Promise<string[]> {
  const texts = await Promise.all(
    plugins.map(
      async ({ plugin, folder }) =>
        [join(folder, 'types.generated.ts'), await pluginTypes(plugin, entities)] as const,
    ),
  )
  return write(new Map(texts), options)
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

async function write(
  files: ReadonlyMap<string, string>,
  { check }: WriteOptions,
): Promise<string[]> {
  const stale: string[] = []
  for (const [path, text] of files) {
    if ((await readFile(path, 'utf8').catch(() => undefined)) === text) continue
    stale.push(path)
    if (check) continue
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  }
  return stale
}
