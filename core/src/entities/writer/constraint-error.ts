import type { CrmError } from '../../base/crm-error.ts'
import { toCrmError } from '../../database/sqlstate.ts'
import type { Entity } from '../entity.ts'
import { errors } from '../errors.ts'
import { snakeCase } from '../naming.ts'
import { foreignKeyName, uniqueIndexName } from '../table-def.ts'

/** Names the field behind a violated constraint; any other database error goes through the general map. */
export function constraintError(entity: Entity, error: unknown): unknown {
  const constraint = (error as { constraint?: unknown } | null)?.constraint
  if (typeof constraint !== 'string') return toCrmError(error)
  return (
    takenCustom(entity, constraint, error) ??
    taken(entity, constraint, error) ??
    dangling(entity, constraint, error) ??
    toCrmError(error)
  )
}

function taken(entity: Entity, constraint: string, cause: unknown): CrmError | undefined {
  const sets = [
    ...[...entity.properties.values()]
      .filter((property) => property.unique)
      .map((property) => [property.key]),
    ...entity.uniqueTogether,
  ]
  const keys = sets.find((set) => uniqueIndexName(entity.table, set.map(snakeCase)) === constraint)
  if (!keys && constraint !== 'external_refs_pkey') return undefined
  const field = keys?.join(', ') ?? 'externalRefs'
  const message = `is already used by another ${entity.name}`
  return errors.UNIQUE_TAKEN(
    { entity: entity.name, field },
    {
      cause,
      faults: (keys ?? ['externalRefs']).map((key) => ({
        path: `/${key}`,
        code: 'UNIQUE_TAKEN',
        message,
      })),
    },
  )
}

/** `claim_value` names the field in the constraint. */
function takenCustom(entity: Entity, constraint: string, cause: unknown): CrmError | undefined {
  const key = /^custom_unique:(.+)$/.exec(constraint)?.[1]
  if (key === undefined) return undefined
  const fault = {
    path: `/custom/${key}`,
    code: 'UNIQUE_TAKEN',
    message: `is already used by another ${entity.name}`,
  }
  return errors.UNIQUE_TAKEN(
    { entity: entity.name, field: `custom.${key}` },
    { cause, faults: [fault] },
  )
}

function dangling(entity: Entity, constraint: string, cause: unknown): CrmError | undefined {
  for (const property of entity.properties.values()) {
    if (
      property.relation?.kind !== 'belongsTo' ||
      foreignKeyName(entity.table, property.column) !== constraint
    )
      continue
    return errors.VALIDATION_FAILED(
      { entity: entity.name },
      {
        cause,
        faults: [
          {
            path: `/${property.key}`,
            code: 'REFERENCE_NOT_FOUND',
            message: `names no ${property.relation.entity} of ${property.relation.within === undefined ? 'this tenant' : `the same ${property.relation.within}`}`,
          },
        ],
      },
    )
  }
  return undefined
}
