import { CrmProblem } from '@crmkit/schemas/client'

import { applyPatch, type Rec, sameValue } from './record.ts'

/** Somebody else changed the same fields meanwhile: the one refusal a person has to decide. */
export class RecordConflict extends CrmProblem {
  /** As the record is now. */
  readonly current: Rec
  /** As it was when the change began. */
  readonly original: Rec
  /** What was to be saved. */
  readonly mine: Readonly<Record<string, unknown>>
  /** Keys of the patch that both changed, to different values. */
  readonly fields: readonly string[]

  constructor(
    problem: CrmProblem,
    conflict: { current: Rec; original: Rec; mine: Readonly<Record<string, unknown>> },
  ) {
    const { status, code, message, details, requestId } = problem
    const body = {
      code,
      detail: message,
      details,
      ...(requestId === undefined ? {} : { requestId }),
    }
    super(status, body, new Headers())
    this.current = conflict.current
    this.original = conflict.original
    this.mine = conflict.mine
    this.fields = bothChanged(conflict)
  }
}

/** Fields of the patch that are not as they were, nor as they should become. */
export function bothChanged({
  current,
  original,
  mine,
}: {
  current: Rec
  original: Rec
  mine: Readonly<Record<string, unknown>>
}): readonly string[] {
  const wanted = applyPatch(original, mine)
  return Object.keys(mine).filter(
    (key) => !sameValue(current[key], original[key]) && !sameValue(current[key], wanted[key]),
  )
}
