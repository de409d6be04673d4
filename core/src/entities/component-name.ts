import type { Entity } from './entity.ts'

/** The shapes of one entity that the contract names. */
export type ComponentPart =
  /** The whole record as it is answered. */
  | ''
  /** The record cut to what `fields` asked for: only `id` is certain. */
  | 'Fields'
  /** `{data}` with the whole record: what a write answers. */
  | 'Answer'
  /** `{data}` with a record or its fields: what a read answers. */
  | 'Found'
  | 'Create'
  | 'Patch'
  | 'Replace'
  /** `{data: […], page}`. */
  | 'Page'
  /** Body of `POST /<plural>/query`. */
  | 'Query'
  | 'Batch'
  | 'BatchAnswer'

/** `ContactPage`: the name of a shape under `components/schemas`. */
export function componentName(entity: Pick<Entity, 'name'>, part: ComponentPart): string {
  return entity.name.charAt(0).toUpperCase() + entity.name.slice(1) + part
}

/** `{$ref: '#/components/schemas/ContactPage'}`, for the schemas of a route. */
export function componentRef(entity: Pick<Entity, 'name'>, part: ComponentPart): { $ref: string } {
  return { $ref: `#/components/schemas/${componentName(entity, part)}` }
}
