import type { ImportOptions } from './import-options.ts'
import { isIgnoredHeader, mapHeaders } from './map-headers.ts'
import { readSample, type Sample } from './sample.ts'
import type { TargetScope } from './target.ts'

/** Headers of columns that neither the caller nor the words of the headers give a target. */
export function unknownHeaders(
  scope: TargetScope,
  options: ImportOptions,
  sample: Sample,
): string[] {
  const { hasHeader, headers } = readSample(scope, options, sample)
  const found = hasHeader ? mapHeaders(scope, headers) : []
  return headers.filter(
    (header, index) =>
      !found[index] && !isIgnoredHeader(header) && !Object.hasOwn(options.mapping ?? {}, header),
  )
}
