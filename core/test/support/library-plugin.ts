import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { readSnapshot, writeMigration } from '../../src/database/schema-diff-files.ts'
import type { AnyEntity, AnyPlugin } from '../../src/kernel/any-plugin.ts'
import type { LoadedPlugin } from '../../src/kernel/crm-options.ts'
import { ENGINE_VERSION } from '../../src/kernel/engine-version.ts'
import { composeManifest } from '../../src/kernel/manifest.ts'
import { pluginSnapshot } from '../../src/kernel/plugin-snapshot.ts'

const author = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  'x-crm': {
    plural: 'authors',
    label: { one: 'Author', many: 'Authors' },
    titleField: 'name',
    owned: true,
  },
  properties: {
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 100,
      'x-crm': { id: 'author-name', search: true, index: true },
    },
    email: {
      type: ['string', 'null'],
      format: 'email',
      'x-crm': { id: 'author-email', unique: true, normalize: 'lower', pii: true },
    },
    born: { type: ['string', 'null'], format: 'date', 'x-crm': { id: 'author-born' } },
    home: {
      type: ['object', 'null'],
      additionalProperties: false,
      properties: { city: { type: ['string', 'null'] }, country: { type: ['string', 'null'] } },
      'x-crm': { id: 'author-home' },
    },
  },
}

const book = {
  type: 'object',
  additionalProperties: false,
  required: ['title'],
  'x-crm': { plural: 'books', label: { one: 'Book', many: 'Books' }, titleField: 'title' },
  properties: {
    title: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      'x-crm': { id: 'book-title', search: true },
    },
    pages: { type: ['integer', 'null'], minimum: 1, 'x-crm': { id: 'book-pages', index: true } },
    keywords: {
      type: 'array',
      items: { type: 'string', maxLength: 50 },
      default: [],
      'x-crm': { id: 'book-keywords', index: true },
    },
    authorId: {
      type: ['string', 'null'],
      format: 'uuid',
      'x-crm': {
        id: 'book-author',
        relation: { entity: 'author', kind: 'belongsTo', inverse: 'books', onDelete: 'cascade' },
      },
    },
    editorId: {
      type: ['string', 'null'],
      format: 'uuid',
      'x-crm': {
        id: 'book-editor',
        relation: { entity: 'author', kind: 'belongsTo', inverse: 'edited', onDelete: 'restrict' },
      },
    },
    shelfIds: {
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      default: [],
      'x-crm': {
        id: 'book-shelves',
        relation: { entity: 'shelf', kind: 'manyToMany', inverse: 'books' },
      },
    },
  },
}

const shelf = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  'x-crm': { plural: 'shelves', label: { one: 'Shelf', many: 'Shelves' }, titleField: 'name' },
  properties: { name: { type: 'string', maxLength: 50, 'x-crm': { id: 'shelf-name' } } },
}

/** A small library of authors, books and shelves: every kind of relation and property the writer treats in its own way. */
export async function library(
  more: {
    author?: Partial<AnyEntity>
    book?: Partial<AnyEntity>
    plugin?: Partial<AnyPlugin>
  } = {},
): Promise<LoadedPlugin> {
  const migrations = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'crmkit-library-'))}/`)
  const plugin: AnyPlugin = {
    name: 'library',
    version: '1.0.0',
    engine: '*',
    migrations,
    entities: {
      author: { schema: author, ...more.author },
      book: { schema: book, ...more.book },
      shelf: { schema: shelf },
    },
    ...more.plugin,
  }
  return migrated(plugin)
}

const blurb = {
  type: 'object',
  additionalProperties: false,
  properties: {
    motto: {
      type: ['string', 'null'],
      maxLength: 40,
      'x-crm': { id: 'author-motto', normalize: 'trim' },
    },
    agent: {
      type: ['string', 'null'],
      format: 'email',
      'x-crm': { id: 'author-agent', pii: true, normalize: 'lower' },
    },
    signedAt: { type: ['string', 'null'], format: 'date-time', 'x-crm': { id: 'author-signed' } },
  },
}

/** Hangs fields on the authors of the library. */
export async function agency(
  of: LoadedPlugin,
  more: Partial<AnyPlugin> = {},
): Promise<LoadedPlugin> {
  const migrations = pathToFileURL(`${mkdtempSync(join(tmpdir(), 'crmkit-agency-'))}/`)
  const requires = { library: '*' }
  return migrated(
    {
      name: 'agency',
      version: '1.0.0',
      engine: '*',
      requires,
      migrations,
      extends: { author: { schema: blurb } },
      ...more,
    },
    of,
  )
}

/** Writes the first migration into the plugin's folder. */
async function migrated(plugin: AnyPlugin, ...required: LoadedPlugin[]): Promise<LoadedPlugin> {
  const { registry } = composeManifest(
    [...(required as readonly AnyPlugin[]), plugin],
    ENGINE_VERSION,
  )
  const dir = plugin.migrations as URL
  await writeMigration({
    dir,
    name: `create_${plugin.name}`,
    before: await readSnapshot(dir),
    after: pluginSnapshot(registry, plugin.name),
  })
  return plugin
}
