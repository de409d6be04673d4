import type { Fault } from '../base/crm-error.ts'
import type { ImportOptions } from './import-options.ts'
import { isIgnoredHeader, mayRepeat, placeOf } from './map-headers.ts'
import { parseTarget, type Target, type TargetScope } from './target.ts'

/** The target of each column: what the caller's mapping says, else what the header says; faults for what fits neither. */
export function applyMapping(
  scope: TargetScope,
  headers: readonly string[],
  found: readonly (Target | undefined)[],
  options: ImportOptions,
  faults: Fault[],
): (Target | undefined)[] {
  const mapping = options.mapping ?? {}
  const at = (header: string): string =>
    `/mapping/${header.replaceAll('~', '~0').replaceAll('/', '~1')}`
  for (const header of Object.keys(mapping)) {
    if (headers.includes(header)) continue
    faults.push({
      path: at(header),
      code: 'UNKNOWN_COLUMN',
      message: `is no column of the file; it has ${shortList(headers)}`,
    })
  }
  const targets = headers.map((header, index) => {
    const path = Object.hasOwn(mapping, header) ? mapping[header] : undefined
    if (path === undefined) return found[index]
    const target = path === null ? undefined : parseTarget(scope, path)
    if (typeof target !== 'string') return target
    faults.push({ path: at(header), code: 'UNKNOWN_TARGET', message: target })
    return undefined
  })
  const explicit = (index: number): boolean => Object.hasOwn(mapping, headers[index] ?? '')
  const places = new Map<string, number>()
  // What the caller says goes before what a header says.
  const order = [...headers.keys()].sort(
    (one, other) => Number(explicit(other)) - Number(explicit(one)),
  )
  for (const index of order) {
    const target = targets[index]
    if (!target || mayRepeat(target)) continue
    const place = placeOf(target)
    const other = places.get(place)
    if (other === undefined) places.set(place, index)
    else if (explicit(index))
      faults.push({
        path: at(headers[index] ?? ''),
        code: 'TARGET_TWICE',
        message: `goes to "${target.path}", as does "${headers[other] ?? ''}"`,
      })
    else targets[index] = undefined
  }
  const unknown = headers.filter(
    (header, index) => !targets[index] && !explicit(index) && !isIgnoredHeader(header),
  )
  if ((options.unknownColumns ?? 'refuse') === 'refuse') {
    for (const header of unknown) {
      const message =
        'has no target: map it, map it to null to leave it out, or set unknownColumns to ignore or keep'
      faults.push({ path: at(header), code: 'UNMAPPED_COLUMN', message })
    }
  }
  if (targets.every((target) => !target)) {
    faults.push({
      path: '/mapping',
      code: 'NOTHING_MAPPED',
      message: `no column has a target; the file has ${shortList(headers)}`,
    })
  }
  return targets
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(', ')
  return names.length > 20 ? `${shown} and ${names.length - 20} more` : shown
}
