import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { CrmOptions } from '../kernel/crm-options.ts'
import { withEnvironment } from './environment.ts'
import { errors } from './errors.ts'

/** Looked for in the working directory, in this order. */
export const CONFIG_NAMES = ['crm.config.ts', 'crm.config.js', 'crm.config.mjs'] as const

export interface LoadedConfig {
  readonly file: string
  /** As the file says, with what it leaves open taken from the environment. */
  readonly options: CrmOptions
}

/** Loads the options a host gives to `createCrm`, from the file it shares with the command. */
export async function loadConfig(
  named: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<LoadedConfig> {
  const file = findConfig(named ?? environment['CRMKIT_CONFIG'])
  const exported = await importConfig(file)
  if (!isOptions(exported)) {
    const came = exported === undefined ? 'no default' : `a default that is ${describe(exported)}`
    throw errors.CONFIG_INVALID({ file, came })
  }
  return { file, options: withEnvironment(exported, environment) }
}

function findConfig(named: string | undefined): string {
  const dir = process.cwd()
  const names = named === undefined ? CONFIG_NAMES : [named]
  const file = names.map((name) => resolve(dir, name)).find((path) => existsSync(path))
  if (file === undefined) throw errors.CONFIG_NOT_FOUND({ names: names.join(', '), dir })
  return file
}

async function importConfig(file: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw errors.CONFIG_BROKEN({ file, reason }, { cause })
  }
}

function isOptions(value: unknown): value is CrmOptions {
  return typeof value === 'object' && value !== null && 'plugins' in value
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`
  return 'an object without plugins'
}
