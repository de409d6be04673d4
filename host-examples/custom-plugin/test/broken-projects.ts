import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll } from '@jest/globals'

import { contacts } from '@crmkit/contacts'
import {
  type ConformanceOptions,
  type ConformanceReport,
  pluginConformance,
} from '@crmkit/core/testing'

import { projects } from '../src/index.ts'

const folders: string[] = []
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})

type Loaded = Parameters<typeof pluginConformance>[0]

/** A copy of the plugin, changed by somebody careless. */
export function broken(
  change: (plugin: Loaded) => object,
  options?: ConformanceOptions,
): Promise<ConformanceReport> {
  const plugin = projects() as Loaded
  return pluginConformance({ ...plugin, ...change(plugin) }, [contacts()], options)
}

/** A copy of its entity with other properties. */
export function withProperties(plugin: Loaded, properties: Record<string, object>): object {
  const { project } = plugin.entities as Record<string, { schema: { properties: object } }>
  const schema = {
    ...project?.schema,
    properties: { ...project?.schema.properties, ...properties },
  }
  return { entities: { ...plugin.entities, project: { ...project, schema } } }
}

/** A copy of its migrations, edited by hand. */
export async function editedMigrations(edit: (sql: string) => string): Promise<URL> {
  const parent = await mkdtemp(join(tmpdir(), 'crmkit-broken-'))
  folders.push(parent)
  const folder = join(parent, 'migrations')
  await cp(new URL('../migrations/', import.meta.url), folder, { recursive: true })
  const file = join(folder, '0001_create_projects.sql')
  const sql = await readFile(file, 'utf8')
  const edited = edit(sql)
  if (edited === sql) throw new Error('The edit found nothing to change in the migration.')
  await writeFile(file, edited)
  return pathToFileURL(`${folder}/`)
}

/** What a check has told. */
export function messagesOf({ faults }: ConformanceReport, check: string): string[] {
  return faults.filter((fault) => fault.check === check).map(({ message }) => message)
}

export function route(more: object): object {
  return {
    method: 'GET',
    summary: 'Broken',
    access: { permission: 'project.start' },
    responses: { 200: { description: 'Whatever.', schema: {} } },
    ...more,
  }
}
