import type { JsonSchema } from '../../base/validator.ts'
import { appendChange } from '../../changes/change-log.ts'
import type { Call, Route } from '../../http/route.ts'
import type { AnyPlugin } from '../any-plugin.ts'
import type { Engine } from '../engine.ts'
import { errors } from '../errors.ts'
import { dataSchema } from './data-schema.ts'

export type SettingsEngine = Pick<Engine, 'manifest' | 'tenantDb' | 'database' | 'settings'>

type Values = Readonly<Record<string, unknown>>

const settingsSchema: JsonSchema = {
  type: 'object',
  required: ['plugin', 'values', 'schema', 'secrets'],
  additionalProperties: false,
  properties: {
    plugin: { type: 'string' },
    values: { type: 'object', description: 'What holds for this tenant; a secret is null.' },
    schema: { type: 'object', description: 'JSON Schema of the values, for a form.' },
    secrets: {
      type: 'array',
      items: { type: 'string' },
      description: 'Keys that are never shown.',
    },
  },
}

const patchSchema: JsonSchema = {
  type: 'object',
  minProperties: 1,
  description:
    'JSON merge patch of the values. Null brings the instance’s value back; for a secret null changes nothing and `""` takes it away.',
}

/** Settings that a tenant may change; those of the instance are arguments of `createCrm` and not shown to tenants. */
export function settingsRoutes(engine: SettingsEngine): Route[] {
  const access = { permission: 'settings.manage' }
  const tag = 'Settings'
  const one = { 200: { description: 'The settings.', schema: dataSchema(settingsSchema) } }
  return [
    {
      method: 'GET',
      path: '/settings',
      operationId: 'listSettings',
      summary: 'List the settings of every plugin that has some',
      tag,
      access,
      responses: {
        200: {
          description: 'One entry for each plugin.',
          schema: dataSchema({ type: 'array', items: settingsSchema }),
        },
      },
      handler: async ({ context }) => {
        const plugins = engine.manifest.plugins.filter(isOfTenant)
        const data = await Promise.all(
          plugins.map((plugin) => settingsOf(engine, context.tenantId, plugin)),
        )
        return { status: 200, body: { data } }
      },
    },
    {
      method: 'GET',
      path: '/settings/:plugin',
      operationId: 'getSettings',
      summary: 'Get the settings of a plugin',
      tag,
      access,
      responses: one,
      handler: async ({ context, params }) => ({
        status: 200,
        body: { data: await settingsOf(engine, context.tenantId, find(engine, params['plugin'])) },
      }),
    },
    {
      method: 'PATCH',
      path: '/settings/:plugin',
      operationId: 'changeSettings',
      summary: 'Change settings of a plugin; they act within a second',
      tag,
      access,
      body: { kind: 'json', schema: patchSchema },
      responses: one,
      handler: (call) => changeSettings(engine, call),
    },
  ]
}

async function changeSettings(
  engine: SettingsEngine,
  { context, params, body }: Call,
): Promise<{ status: number; body: object }> {
  const { tenantDb, database, settings } = engine
  const plugin = find(engine, params['plugin'])
  const patch = body as Values
  await tenantDb.transaction(context.tenantId, async () => {
    await settings.save(context.tenantId, plugin.name, patch)
    await appendChange({ tenantDb, schema: database.schema }, context, {
      action: 'event',
      name: 'settings.updated',
      after: { plugin: plugin.name, values: masked(plugin, patch) },
    })
  })
  return { status: 200, body: { data: await settingsOf(engine, context.tenantId, plugin) } }
}

async function settingsOf(
  { settings }: SettingsEngine,
  tenantId: string,
  { name, settings: stated }: AnyPlugin,
): Promise<object> {
  return {
    plugin: name,
    values: await settings.shown(tenantId, name),
    schema: stated?.schema ?? {},
    secrets: stated?.secrets ?? [],
  }
}

function isOfTenant({ settings }: AnyPlugin): boolean {
  return settings?.scope === 'tenant'
}

function find({ manifest }: SettingsEngine, name: string | undefined): AnyPlugin {
  const plugin = manifest.plugins.find((one) => one.name === name && isOfTenant(one))
  if (!plugin) throw errors.UNKNOWN_PLUGIN({ plugin: name })
  return plugin
}

function masked({ settings }: AnyPlugin, patch: Values): Values {
  const secrets = new Set(settings?.secrets)
  return Object.fromEntries(
    Object.entries(patch).map(([key, value]) => [key, secrets.has(key) ? '***' : value]),
  )
}
