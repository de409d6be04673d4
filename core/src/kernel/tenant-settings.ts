import type { ValidateFunction } from 'ajv/dist/2020.js'
import { LRUCache } from 'lru-cache'

import { mergePatch } from '../base/merge-patch.ts'
import { createAjv, faultsOf } from '../base/validator.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { AnyPlugin } from './any-plugin.ts'
import { errors } from './errors.ts'

type Values = Readonly<Record<string, unknown>>

/** Settings of plugins: those of the instance, and for tenant-scoped ones what the tenant has changed. */
export interface TenantSettings {
  /** Settings of every plugin for a tenant, by plugin name. */
  of(tenantId: string): Promise<ReadonlyMap<string, Values>>
  /** Without secrets, for showing. */
  shown(tenantId: string, plugin: string): Promise<Values>
  /**
   * JSON merge patch (RFC 7396) on what the tenant has: null brings the instance's value back. A secret is shown as null, so null
   * leaves it as it is, and '' takes it away. Throws `SETTINGS_INVALID`.
   */
  save(tenantId: string, plugin: string, patch: Values): Promise<void>
}

/** A change acts at once in the process that made it, in others within this time. */
const CACHE = { max: 1_000, ttl: 1_000 }

export function createTenantSettings(options: {
  schema: string
  tenantDb: TenantDb
  plugins: readonly AnyPlugin[]
  instance: Readonly<Record<string, Values>>
}): TenantSettings {
  const { tenantDb, plugins } = options
  const table = `${quoteIdentifier(options.schema)}.settings`
  const stated = new Map(
    plugins.flatMap((plugin) =>
      plugin.settings ? [[plugin.name, compiled(plugin.name, plugin.settings)] as const] : [],
    ),
  )
  const instance = new Map(
    [...stated].map(([name, { withDefaults }]) => [
      name,
      Object.freeze(withDefaults(options.instance[name] ?? {})),
    ]),
  )
  const perTenant = plugins.some((plugin) => plugin.settings?.scope === 'tenant')
  const cache = new LRUCache<string, Promise<ReadonlyMap<string, Values>>>(CACHE)

  return Object.freeze({ of, shown, save })

  function of(tenantId: string): Promise<ReadonlyMap<string, Values>> {
    if (!perTenant) return Promise.resolve(instance)
    let known = cache.get(tenantId)
    if (!known) {
      known = read(tenantId)
      cache.set(tenantId, known)
      known.catch(() => cache.delete(tenantId))
    }
    return known
  }

  async function read(tenantId: string): Promise<ReadonlyMap<string, Values>> {
    const own = await stored(tenantId)
    return new Map(
      [...instance].map(([name, values]) => [name, Object.freeze({ ...values, ...own.get(name) })]),
    )
  }

  async function shown(tenantId: string, plugin: string): Promise<Values> {
    const { secrets } = find(plugin)
    // Past the cache: whoever has just changed something wants to see it, in the open transaction too.
    const values = (await read(tenantId)).get(plugin) ?? {}
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, secrets.has(key) ? null : value]),
    )
  }

  async function save(tenantId: string, plugin: string, patch: Values): Promise<void> {
    const { validate, secrets } = find(plugin)
    await tenantDb.transaction(tenantId, async () => {
      const own = mergePatch(
        await locked(tenantId, plugin),
        secretsAsPatched(patch, secrets),
      ) as Values
      const whole = { ...instance.get(plugin), ...own }
      if (!validate(structuredClone(whole)))
        throw errors.SETTINGS_INVALID({ plugin }, { faults: faultsOf(validate.errors) })
      await tenantDb.query(tenantId, {
        text: `update ${table} set value = $3, version = version + 1, updated_at = now() where tenant_id = $1::uuid and plugin = $2`,
        values: [tenantId, plugin, JSON.stringify(own)],
      })
    })
    // Not before the commit: a read in between would keep the old values for another while.
    tenantDb.afterCommit(() => void cache.delete(tenantId))
  }

  /** What the tenant has of a plugin's settings; two changes at once wait for each other here. */
  async function locked(tenantId: string, plugin: string): Promise<unknown> {
    const [row] = await tenantDb.query(tenantId, {
      text: `insert into ${table} as s (tenant_id, plugin, value) values ($1, $2, '{}')
        on conflict (tenant_id, plugin) do update set value = s.value returning value`,
      values: [tenantId, plugin],
    })
    return row?.[0]
  }

  async function stored(tenantId: string): Promise<ReadonlyMap<string, Values>> {
    const rows = await tenantDb.query(tenantId, {
      name: 'read_settings',
      text: `select plugin, value from ${table} where tenant_id = $1::uuid`,
      values: [tenantId],
    })
    return new Map(rows.map(([plugin, value]) => [plugin as string, value as Values]))
  }

  function find(plugin: string): Stated {
    const found = stated.get(plugin)
    if (!found) throw errors.UNKNOWN_PLUGIN({ plugin })
    return found
  }
}

function secretsAsPatched(patch: Values, secrets: ReadonlySet<string>): Values {
  return Object.fromEntries(
    Object.entries(patch)
      .filter(([key, value]) => !(secrets.has(key) && value === null))
      .map(([key, value]) => [key, secrets.has(key) && value === '' ? null : value]),
  )
}

interface Stated {
  readonly validate: ValidateFunction
  readonly secrets: ReadonlySet<string>
  readonly withDefaults: (values: Values) => Values
}

function compiled(
  name: string,
  { schema, secrets = [] }: NonNullable<AnyPlugin['settings']>,
): Stated {
  const ajv = createAjv({ useDefaults: true })
  const validate = ajv.compile(schema)
  return {
    validate,
    secrets: new Set(secrets),
    withDefaults(values) {
      const copy = structuredClone(values)
      if (!validate(copy))
        throw errors.SETTINGS_INVALID({ plugin: name }, { faults: faultsOf(validate.errors) })
      return copy
    },
  }
}
