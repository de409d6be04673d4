import type { Fault } from '../base/crm-error.ts'
import { isCurrency } from '../entities/currencies.ts'
import type { Entity } from '../entities/entity.ts'
import type { Rights } from '../identity/rights.ts'
import { isDateFormat } from './date-format.ts'
import type { ImportOptions } from './import-options.ts'
import { fieldOf, type Target, type TargetScope } from './target.ts'

/** What would refuse every row is refused before the first one is read. */
export function checkPlan(
  scope: TargetScope,
  rights: Rights,
  targets: readonly (Target | undefined)[],
  options: ImportOptions,
  faults: Fault[],
): void {
  checkRights(scope, rights, targets, options, faults)
  checkRequired(scope.entity, targets, options, faults)
  checkStyle(options, faults)
}

function checkRights(
  { entity }: TargetScope,
  rights: Rights,
  targets: readonly (Target | undefined)[],
  options: ImportOptions,
  faults: Fault[],
): void {
  const forbid = (path: string, message: string): void =>
    void faults.push({ path, code: 'FORBIDDEN', message })
  for (const target of targets) {
    if (!target) continue
    const field = fieldOf(target)
    if (field !== undefined && rights.field(entity.name, field) !== 'write')
      forbid('/mapping', `you may not write the field "${field}" of the ${entity.name}`)
    if (target.kind !== 'relation') continue
    const other = target.entity.name
    if (rights.scope(`${other}.read`) === undefined)
      forbid('/mapping', `you may not read the ${other} that "${target.path}" looks for`)
    else if (rights.field(other, target.property.key) === 'none')
      forbid('/mapping', `there is no field "${target.property.key}" of the ${other}`)
    else if (
      (options.linkMissing ?? 'create') === 'create' &&
      rights.scope(`${other}.create`) === undefined
    ) {
      forbid(
        '/linkMissing',
        `you may not create the ${other} that "${target.path}" does not find: set linkMissing to refuse`,
      )
    }
  }
}

/** A file that lacks what every new record must have would be refused row by row: better said at once. */
function checkRequired(
  entity: Entity,
  targets: readonly (Target | undefined)[],
  options: ImportOptions,
  faults: Fault[],
): void {
  if ((options.mode ?? 'create') !== 'create') return
  const given = new Set(targets.map((target) => target && fieldOf(target)))
  for (const property of entity.properties.values()) {
    const isFilled = given.has(property.key) || options.defaults?.[property.key] !== undefined
    if (
      !property.required ||
      property.system ||
      property.readonly ||
      isFilled ||
      property.schema['default'] !== undefined
    )
      continue
    const message = `no column goes to "${property.key}", which every ${entity.name} must have: map one or give a default`
    faults.push({ path: '/mapping', code: 'REQUIRED', message })
  }
}

function checkStyle(options: ImportOptions, faults: Fault[]): void {
  const { dateFormat: format, timeZone, currency } = options
  if (format !== undefined && !isDateFormat(format)) {
    faults.push({
      path: '/dateFormat',
      code: 'format',
      message: 'expected luxon tokens with year, month and day, such as M/d/yyyy',
    })
  }
  if (timeZone !== undefined && !isZone(timeZone)) {
    faults.push({
      path: '/timeZone',
      code: 'format',
      message: 'expected an IANA time zone such as Europe/Berlin',
    })
  }
  if (currency !== undefined && !isCurrency(currency)) {
    faults.push({
      path: '/currency',
      code: 'format',
      message: 'expected an ISO 4217 currency such as EUR',
    })
  }
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
