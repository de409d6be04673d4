import type { AnyPlugin } from '../kernel/any-plugin.ts'
import type { LoadedPlugin } from '../kernel/crm-options.ts'
import { ENGINE_VERSION } from '../kernel/engine-version.ts'
import { composeManifest } from '../kernel/manifest.ts'
import { typesAreCurrent } from './conformance/generated-types.ts'
import {
  migrationsAreCurrent,
  tablesAreAsAsked,
  uninstallLeavesNothing,
} from './conformance/migrations.ts'
import { propertyIds, spelledNames } from './conformance/names.ts'
import { extensionsLive, recordsLive } from './conformance/record-life.ts'
import { closedRoutes, openRoutes, routesAreApart } from './conformance/routes.ts'
import { schedules } from './conformance/schedules.ts'
import type { Blueprint, Check, ConformanceOptions, Subject } from './conformance/subject.ts'
import { catalogueIsSwept, tenantsAreApart } from './conformance/tenant-wall.ts'
import { deliveredTwice, deliveries } from './conformance/twice.ts'
import { createTestCrm } from './create-test-crm.ts'

/** One thing a plugin must keep, and how it broke it. */
export interface ConformanceFault {
  readonly check: string
  readonly message: string
}

export interface ConformanceReport {
  /** Every check that ran, by name. */
  readonly checks: readonly string[]
  readonly faults: readonly ConformanceFault[]
}

const ON_PAPER: Readonly<Record<string, Check<Blueprint>>> = {
  'every property has an id, so that a rename is a rename': propertyIds,
  'names are spelled as everywhere': spelledNames,
  'the migrations are as new as the schemas': migrationsAreCurrent,
  'the generated types are as new as the schemas': typesAreCurrent,
  'a schedule is a crontab, and its job takes an empty payload': schedules,
  'no route is open but those the test names': openRoutes,
}

/** In this order: each may use what those before have left, and the last takes the plugin out. */
const IN_AN_ENGINE: Readonly<Record<string, Check<Subject>>> = {
  'the migrations make the tables the schemas ask for': tablesAreAsAsked,
  'every table stands behind the wall between tenants': catalogueIsSwept,
  'every route refuses a caller without the permission': closedRoutes,
  'a record is written, read, changed, deleted, restored and logged': recordsLive,
  'fields on entities of others are written, read and found': extensionsLive,
  'nothing of one tenant is reachable from another': tenantsAreApart,
  'no route tells one tenant of another': routesAreApart,
  'what is delivered twice is done once': deliveries,
  'uninstalling leaves nothing': uninstallLeavesNothing,
}

const STARTS = 'the plugin starts'

/**
 * Holds a plugin against what every plugin promises, on a real engine: give the plugins it requires along.
 *
 * `expect((await pluginConformance(projects(), [contacts()])).faults).toEqual([])`
 */
export async function pluginConformance(
  plugin: LoadedPlugin,
  required: readonly LoadedPlugin[] = [],
  options: ConformanceOptions = {},
): Promise<ConformanceReport> {
  const checks = [STARTS]
  const faults: ConformanceFault[] = []
  const run = async <T>(check: string, messages: () => Promise<T> | T): Promise<T | undefined> => {
    try {
      return await messages()
    } catch (error) {
      faults.push({ check, message: (error as Error).message })
      return undefined
    }
  }
  const runAll = async <T>(all: Readonly<Record<string, Check<T>>>, subject: T): Promise<void> => {
    for (const [check, messagesOf] of Object.entries(all)) {
      checks.push(check)
      const messages = (await run(check, () => messagesOf(subject))) ?? []
      faults.push(...messages.map((message) => ({ check, message })))
    }
  }

  const blueprint = await run(STARTS, () => blueprintOf(plugin, required, options))
  if (!blueprint) return { checks, faults }
  await runAll(ON_PAPER, blueprint)
  const subject = await run(STARTS, () => start(blueprint))
  if (!subject) return { checks, faults }
  try {
    await runAll(IN_AN_ENGINE, subject)
  } finally {
    await subject.t.close()
  }
  return { checks, faults }
}

function blueprintOf(
  plugin: AnyPlugin,
  required: readonly AnyPlugin[],
  options: ConformanceOptions,
): Blueprint {
  const manifest = composeManifest([...required, plugin], ENGINE_VERSION)
  const all = [...manifest.registry.entities.values()]
  return {
    plugin,
    required,
    manifest,
    options,
    entities: all.filter((entity) => entity.plugin === plugin.name),
    extended: all.flatMap((entity) => {
      const extension = entity.extensions.get(plugin.name)
      return extension ? [{ entity, extension }] : []
    }),
  }
}

async function start(blueprint: Blueprint): Promise<Subject> {
  const twice = deliveredTwice(blueprint.plugin)
  const t = await createTestCrm({ plugins: [...blueprint.required, twice.plugin] as never })
  twice.watch(t)
  return {
    ...blueprint,
    t,
    owner: t.as('conformance'),
    stranger: t.as('conformance-stranger'),
    nobody: t.as('conformance', { roles: [], id: 'nobody' }),
    made: new Set(),
    delivered: twice.faults,
  }
}
