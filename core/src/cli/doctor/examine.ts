import type { CrmOptions } from '../../kernel/crm-options.ts'
import { ENGINE_VERSION } from '../../kernel/engine-version.ts'
import type { Manifest } from '../../kernel/manifest.ts'
import { composeOptions } from '../open-engine.ts'
import { examineDatabase } from './examine-database.ts'
import { examineEngine } from './examine-engine.ts'
import { bad, type Finding, ok } from './finding.ts'
import { openAsFound } from './open-as-found.ts'
import { pluginFindings } from './plugin-findings.ts'

/** How long each step of a start took, in ms. */
export type Timings = Record<string, number>

export interface Examination {
  readonly findings: readonly Finding[]
  readonly timings: Timings
}

/** Looks at everything a CRM stands on, and changes nothing. */
export async function examine(options: CrmOptions, timings: Timings): Promise<Examination> {
  const findings: Finding[] = [nodeFinding(process.versions.node)]
  const manifest = compose(options, timings)
  if ('about' in manifest) return { findings: [...findings, manifest], timings }
  findings.push(...pluginFindings(options, manifest))

  const startedAt = performance.now()
  const database = await openAsFound(options, manifest)
  timings['connect'] = performance.now() - startedAt
  if ('about' in database) return { findings: [...findings, database], timings }
  try {
    const state = await examineDatabase(database)
    findings.push(...state.findings)
    // Without its tables an engine cannot be looked into.
    if (state.usable) findings.push(...(await examineEngine(options, manifest, database, timings)))
  } finally {
    await database.close()
  }
  return { findings, timings }
}

function compose(options: CrmOptions, timings: Timings): Manifest | Finding {
  const startedAt = performance.now()
  try {
    return composeOptions(options)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return bad('plugins', text, 'Mend each of these; the rest is looked at afterwards.')
  } finally {
    timings['compose'] = performance.now() - startedAt
  }
}

/** `engines.node` of the package: older ones do not run TypeScript sources or lack what graphile-worker needs. */
const LEAST_NODE = [22, 18] as const

export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const text = `Node ${version}, @crmkit/core ${ENGINE_VERSION}`
  const fits = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])
  return fits
    ? ok('versions', text)
    : bad('versions', text, `Install Node ${LEAST_NODE.join('.')} or newer.`)
}
