import type { AnyPlugin } from '../../kernel/any-plugin.ts'
import type { PluginNames } from './plugin-names.ts'

/** The plugin as data, for its first migration and its types: what `indexFile` says, without importing it. */
export function scaffoldedPlugin(names: PluginNames, migrations: URL): AnyPlugin {
  return {
    name: names.plugin,
    version: '0.1.0',
    engine: '*',
    migrations,
    entities: { [names.entity]: { schema: entitySchema(names) } },
    events: { [`${names.entity}.closed`]: { payload: closedPayload(names) } },
  }
}

export function sourceFiles(names: PluginNames): Record<string, string> {
  const { file } = names
  return {
    'src/index.ts': indexFile(names),
    [`src/${file}/${file}.schema.json`]: `${JSON.stringify(entitySchema(names), null, 2)}\n`,
    [`src/${file}/complete-${file}.ts`]: completeFile(names),
    [`src/${file}/${file}.routes.ts`]: routesFile(names),
  }
}

function entitySchema({ entity, plural, one, many }: PluginNames): Record<string, unknown> {
  const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
  return {
    $schema: 'https://crmkit.dev/schemas/entity.schema.json',
    title: entity,
    description: `What a ${one} is, in one sentence.`,
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    'x-crm': {
      plural,
      label: { one: upper(one), many: upper(many) },
      titleField: 'name',
      owned: true,
    },
    properties: {
      name: {
        type: 'string',
        minLength: 1,
        maxLength: 200,
        'x-crm': { id: `${entity}-name`, search: true, index: true, normalize: 'trim' },
      },
      status: {
        type: 'string',
        enum: ['open', 'closed'],
        default: 'open',
        'x-crm': {
          id: `${entity}-status`,
          index: true,
          options: [
            { value: 'open', label: 'Open', color: 'blue' },
            { value: 'closed', label: 'Closed', color: 'gray' },
          ],
        },
      },
      dueOn: {
        type: ['string', 'null'],
        format: 'date',
        'x-crm': { id: `${entity}-due-on`, index: true },
      },
      closedAt: {
        description: 'Set with the status.',
        type: ['string', 'null'],
        format: 'date-time',
        'x-crm': { id: `${entity}-closed-at`, readonly: true },
      },
    },
  }
}

function closedPayload({ entity }: PluginNames): Record<string, unknown> {
  return {
    type: 'object',
    additionalProperties: false,
    required: [`${entity}Id`],
    properties: { [`${entity}Id`]: { type: 'string', format: 'uuid' } },
  }
}

function indexFile({ plugin, factory, entity, type, file, many }: PluginNames): string {
  return `import { definePlugin, type Plugin } from '@crmkit/core'

import { complete${type} } from './${file}/complete-${file}.ts'
import { close${type} } from './${file}/${file}.routes.ts'
import ${entity}Schema from './${file}/${file}.schema.json' with { type: 'json' }

/** What the plugin is for, in one sentence. */
export function ${factory}(): Plugin<'${plugin}'> {
  return definePlugin<'${plugin}'>({
    name: '${plugin}',
    version: '0.1.0',
    engine: '^0.1.0',
    entities: {
      ${entity}: { schema: ${entity}Schema, hooks: { complete: complete${type} } },
    },
    permissions: {
      '${entity}.close': { label: 'Close ${many}', default: { manager: 'all', user: 'all' } },
    },
    events: {
      '${entity}.closed': {
        payload: {
          type: 'object',
          additionalProperties: false,
          required: ['${entity}Id'],
          properties: { ${entity}Id: { type: 'string', format: 'uuid' } },
        },
      },
    },
    routes: [close${type}],
    migrations: new URL('../migrations/', import.meta.url),
  })
}

// What other plugins and hosts name.
export type { ${type} } from './types.generated.ts'
`
}

function completeFile({ entity, type, one }: PluginNames): string {
  return `import type { CompleteHook } from '@crmkit/core'

import type { ${type} } from '../types.generated.ts'

/** Whoever closes a ${one}, by whatever way, the time is noted; opening it again takes the time away. */
export const complete${type}: CompleteHook<${type}> = {
  fields: ['status'],
  run(${entity}, before) {
    if (${entity}.status === undefined || ${entity}.status === before?.status) return
    ${entity}.closedAt = ${entity}.status === 'closed' ? new Date().toISOString() : null
  },
}
`
}

function routesFile({ plugin, entity, type, plural, one }: PluginNames): string {
  return `import type { PluginRoute } from '@crmkit/core'

/** Beyond \`${entity}.update\`, which the change itself asks for, closing is a permission of its own. */
export const close${type}: PluginRoute<'${plugin}'> = {
  method: 'POST',
  path: '/${plural}/:id/close',
  operationId: 'close${type}',
  summary: 'Close a ${one}',
  access: { permission: '${entity}.close' },
  params: { id: { type: 'string', format: 'uuid' } },
  responses: {
    200: { description: 'The ${one}.', schema: { $ref: '#/components/schemas/${type}Answer' } },
  },
  async handler({ params }, context) {
    const { id = '' } = params
    // One transaction: the event is told only if the change is kept.
    const ${entity} = await context.transaction(async () => {
      const closed = await context.records('${entity}').update(id, { status: 'closed' })
      await context.emit('${entity}.closed', { ${entity}Id: id }, { entity: '${entity}', recordId: id })
      return closed
    })
    return { status: 200, body: { data: ${entity} } }
  },
}
`
}
