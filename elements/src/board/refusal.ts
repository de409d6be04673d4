import { CrmProblem } from '@crmkit/schemas/client'

import { faultOf } from '../base/errors.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import type { BoardHost } from './board-host.ts'
import { columnName } from './board-names.ts'
import type { BoardColumn, BoardPlan } from './board-plan.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What a stage asks for before it takes a record. */
export interface RuleQuestion {
  readonly column: BoardColumn
  readonly missingFields: readonly string[]
  /** Those to be moved; none: one is to be made. */
  readonly ids: readonly string[]
  /** Values given already. */
  readonly fields: Fields
  /** The server refused what was filled in: path and sentence. */
  readonly faults: readonly { readonly path: string; readonly message: string }[]
}

/** What can be answered in a dialog; undefined: refused for good. */
export function questionOf(
  error: unknown,
  asked: { readonly column: BoardColumn; readonly ids: readonly string[]; readonly fields: Fields },
): RuleQuestion | undefined {
  if (!(error instanceof CrmProblem)) return undefined
  if (error.code === 'STAGE_RULE') {
    const missingFields = (error.details['missingFields'] ?? []) as readonly string[]
    return missingFields.length > 0 ? { ...asked, missingFields, faults: [] } : undefined
  }
  const faults = (error.errors ?? []).map(({ path, message }) => ({ path: keyOf(path), message }))
  // What was filled in does not do; only what the dialog asked for can be corrected in it.
  const paths = new Set(faults.map(({ path }) => path))
  const wrong = [...paths].filter((path) => path in asked.fields)
  return wrong.length > 0 ? { ...asked, missingFields: wrong, faults } : undefined
}

/** Why, in words for whoever moved it. */
export function refusalText(
  { t, plan }: Pick<BoardHost, 't' | 'plan'>,
  error: unknown,
  { from, to }: { readonly from: BoardColumn | undefined; readonly to: BoardColumn },
): string {
  const { code, message } = faultOf(error, 'move')
  const allowed = allowedStages(error, plan)
  if (allowed.length > 0)
    return t('board.notAllowed', {
      from: from ? columnName({ t }, from) : '',
      allowed: allowed.join(', '),
    })
  const reason = REASONS[code]
  return reason ? t(reason, { to: columnName({ t }, to) }) : message
}

const REASONS: Readonly<Record<string, MessageKey>> = {
  STAGE_UNKNOWN: 'board.stageGone',
  STAGE_OF_OTHER_PIPELINE: 'board.stageElsewhere',
  NETWORK: 'board.network',
}

function allowedStages(error: unknown, plan: BoardPlan | undefined): string[] {
  if (!(error instanceof CrmProblem) || error.code !== 'STAGE_RULE') return []
  const ids = (error.details['allowedStageIds'] ?? []) as readonly string[]
  return ids.flatMap((id) => plan?.columns.find(({ key }) => key === id)?.name ?? [])
}

/** `/fields/custom/region`: `custom.region`. */
function keyOf(path: string): string {
  return path
    .replace(/^\/fields/, '')
    .slice(1)
    .replaceAll('/', '.')
}
