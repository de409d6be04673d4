/** A clock that goes on from this moment (RFC 3339), or the system's. */
export function clockFrom(moment: string | undefined): { now(): number } {
  if (moment === undefined || moment === '') return { now: () => Date.now() }
  const from = Date.parse(moment)
  if (Number.isNaN(from))
    throw new Error(`Expected CRMKIT_NOW to be a moment as 2026-11-18T10:20:00Z, came "${moment}".`)
  const ahead = from - Date.now()
  return { now: () => Date.now() + ahead }
}
