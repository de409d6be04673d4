import { defs, entitySchema } from '@crmkit/schemas'

import type { Fault } from '../base/crm-error.ts'
import { createAjv, type JsonSchema } from '../base/validator.ts'
import { checkMeaning } from './check-meaning.ts'
import { explainProfileFault } from './explain-profile-fault.ts'

/**
 * Everything an author got wrong in an entity's schema, at once: first whether it keeps to the profile of the meta-schema,
 * then what a schema cannot say. A fault's path is `<plugin>/<entity>#<JSON Pointer>`; empty when all is well.
 */
export function assertEntitySchema(plugin: string, name: string, schema: JsonSchema): Fault[] {
  return check(`${plugin}/${name}`, schema, 'entity')
}

/** The same for the fields a plugin hangs on another plugin's entity. */
export function assertExtensionSchema(plugin: string, entity: string, schema: JsonSchema): Fault[] {
  return check(`${plugin}/${entity}.ext`, schema, 'extension')
}

type Validate = ReturnType<ReturnType<typeof createAjv>['compile']>

/** Schemas without a fault: an engine composes its plugins more than once, and a process may have several engines. */
const faultless = new WeakSet<JsonSchema>()

function check(where: string, schema: JsonSchema, part: 'entity' | 'extension'): Fault[] {
  if (faultless.has(schema)) return []
  const validate = profile(part)
  // What does not keep to the profile cannot be asked for its meaning.
  const faults = validate(schema)
    ? checkMeaning(schema)
    : (validate.errors ?? []).flatMap((error) => explainProfileFault(error, schema))
  if (faults.length === 0) faultless.add(schema)
  return faults.map((fault) => ({ ...fault, path: `${where}#${fault.path}` }))
}

const compiled = new Map<string, Validate>()

/** Compiled on first use: 20 ms that a start without entities does not pay, and paid once for all of them. */
function profile(part: 'entity' | 'extension'): Validate {
  const known = compiled.get(part)
  if (known) return known
  const ajv = createAjv()
  ajv.addSchema(defs, 'defs.schema.json')
  ajv.addSchema(entitySchema, 'entity.schema.json')
  const ref = part === 'entity' ? 'entity.schema.json' : 'entity.schema.json#/$defs/extension'
  const validate = ajv.compile({ $ref: ref })
  compiled.set(part, validate)
  return validate
}
