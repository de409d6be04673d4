import { fileURLToPath } from 'node:url'

import pg from 'pg'

import type { OpenApiDocument } from '../contract/openapi.ts'
import { schemaSql } from '../contract/schema-sql.ts'
import { writeGenerated, writePluginTypes } from '../contract/write-generated.ts'
import type { Entity } from '../entities/entity.ts'
import type { AnyPlugin } from '../kernel/any-plugin.ts'
import { ENGINE_VERSION } from '../kernel/engine-version.ts'
import { composeManifest } from '../kernel/manifest.ts'
import { createTestCrm } from './create-test-crm.ts'

const SCHEMA = 'crm'
const APP_ROLE = 'crm_app'

export interface GenerateOptions {
  readonly plugins: readonly AnyPlugin[]
  /** Where the contract of all of them together goes: `schemas/generated`. Left out: only the types of the plugins. */
  readonly outDir?: string
  /** Changes nothing; only tells which files would change. */
  readonly check: boolean
}

/**
 * Draws what is committed of the contract: for all plugins the OpenAPI document, types, a client and the database of a real engine,
 * and beside each plugin's sources its own types. Gives the files that were not up to date.
 */
export async function generateContract({
  plugins,
  outDir,
  check,
}: GenerateOptions): Promise<string[]> {
  const entities = [...composeManifest(plugins, ENGINE_VERSION).registry.entities.values()]
  const folders = plugins.flatMap((plugin) => {
    const folder = sourcesOf(plugin)
    return folder === undefined ? [] : [{ plugin, folder }]
  })
  return [
    ...(await writePluginTypes(folders, entities, { check })),
    ...(outDir === undefined ? [] : await generateShared(plugins, entities, { outDir, check })),
  ]
}

/** A plugin says where its migrations are, and `src` is beside them. One installed as a package brings its types along. */
function sourcesOf({ migrations }: AnyPlugin): string | undefined {
  if (migrations === undefined || migrations.pathname.includes('/node_modules/')) return undefined
  return fileURLToPath(new URL('../src/', migrations))
}

async function generateShared(
  plugins: readonly AnyPlugin[],
  entities: readonly Entity[],
  to: { readonly outDir: string; readonly check: boolean },
): Promise<string[]> {
  const t = await createTestCrm({
    plugins: plugins,
    schema: SCHEMA,
    database: { appRole: APP_ROLE },
  })
  try {
    const openApi = (await t.as('codegen').get('/openapi.json')).body as OpenApiDocument
    return await writeGenerated({
      ...to,
      entities,
      openApi,
      schemaSql: await dumped(t.databaseUrl),
    })
  } finally {
    await t.close()
  }
}

async function dumped(url: string): Promise<string> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<{ owner: string }>('select current_user as owner')
    return await schemaSql(client, { schema: SCHEMA, owner: rows[0]?.owner ?? '', app: APP_ROLE })
  } finally {
    await client.end()
  }
}
