import type { JsonSchema } from '../base/validator.ts'

/** The one type of a property beside null; undefined where only the values of a choice are given. */
export function typeOf(schema: JsonSchema): string | undefined {
  const type = schema['type'] as string | readonly string[] | undefined
  return typeof type === 'string' ? type : type?.find((name) => name !== 'null')
}
