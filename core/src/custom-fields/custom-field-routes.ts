import type { JsonSchema } from '../base/validator.ts'
import type { Entity } from '../entities/entity.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import { errors as entityErrors } from '../entities/errors.ts'
import { labelOf } from '../entities/naming.ts'
import { etag, ifMatch } from '../entities/routes/etag.ts'
import type { Answer, Call, Route, RouteResponse } from '../http/route.ts'
import type { CustomFields, FieldPatch, NewField } from './create-custom-fields.ts'
import type { FieldDefinition } from './field-definition.ts'
import {
  envelope,
  fieldPatchSchema,
  fieldSchema,
  impactSchema,
  newFieldSchema,
  shownField,
} from './field-schemas.ts'

export interface CustomFieldRouteDeps {
  readonly registry: EntityRegistry
  readonly customFields: CustomFields
}

const tag = 'Custom fields'
/** Makes and changes fields; purging their values needs `PURGE` too. */
const MANAGE = 'custom-field.manage'
const PURGE = 'custom-field.purge'

const entityParam = {
  entity: {
    type: 'string',
    minLength: 1,
    maxLength: 60,
    description: 'Name of the entity: `contact`.',
  } as JsonSchema,
}
const fieldParams = {
  ...entityParam,
  key: { type: 'string', minLength: 1, maxLength: 60 } as JsonSchema,
}
const ifMatchHeader = {
  'if-match': {
    type: 'string',
    description: 'Version you saw, `"3"`: a newer definition answers 412.',
  } as JsonSchema,
}
const etagHeader = {
  etag: { type: 'string', description: 'Version of the definition.' } as JsonSchema,
}
const one = (status: number, description: string): Readonly<Record<number, RouteResponse>> => ({
  [status]: { description, schema: envelope(fieldSchema), headers: etagHeader },
})

/** The fields of a tenant, for those who make them; records, lists and schemas show them to everybody else. */
export function createCustomFieldRoutes({ registry, customFields }: CustomFieldRouteDeps): Route[] {
  const access = { permission: MANAGE }
  const entityOf = ({ params }: Call): Entity => registry.get(params['entity'] ?? '')
  const keyOf = ({ params }: Call): string => params['key'] ?? ''

  return [
    {
      method: 'GET',
      path: '/schemas/:entity/fields',
      operationId: 'listCustomFields',
      summary: 'List the custom fields of an entity, archived ones too',
      tag,
      access,
      params: entityParam,
      responses: {
        200: {
          description: 'Every field in its place.',
          schema: envelope({ type: 'array', items: fieldSchema }),
        },
      },
      handler: async (call) => {
        const all = await customFields.list(call.context.tenantId, entityOf(call))
        return { status: 200, body: { data: all.map(shown) } }
      },
    },
    {
      method: 'POST',
      path: '/schemas/:entity/fields',
      operationId: 'createCustomField',
      summary: 'Add a field to an entity; it is live at once',
      tag,
      access,
      params: entityParam,
      body: { kind: 'json', schema: newFieldSchema },
      responses: one(201, 'The field.'),
      handler: async (call) =>
        answer(201, await customFields.create(call.context, entityOf(call), call.body as NewField)),
    },
    {
      method: 'PATCH',
      path: '/schemas/:entity/fields/:key',
      operationId: 'changeCustomField',
      summary: 'Change a field, or with `dryRun=true` see what that would mean',
      tag,
      access,
      params: fieldParams,
      headers: ifMatchHeader,
      query: {
        dryRun: {
          type: 'boolean',
          default: false,
          description:
            'Changes nothing; answers the field as it would be, and what records would say to it.',
        },
        enforce: {
          enum: ['new-writes', 'after-fix'],
          default: 'new-writes',
          description:
            'Whether records may keep values that a write would refuse from now on, or the change waits until there are none.',
        },
      },
      body: { kind: 'json', schema: fieldPatchSchema },
      responses: {
        200: {
          description: 'The field.',
          schema: envelope(fieldSchema, { impact: impactSchema }),
          headers: etagHeader,
        },
      },
      handler: async (call) => {
        const options = {
          version: ifMatch(call.headers),
          dryRun: call.query['dryRun'] === true,
          enforce: call.query['enforce'] as 'new-writes',
        }
        const { field, impact } = await customFields.change(
          call.context,
          entityOf(call),
          keyOf(call),
          call.body as FieldPatch,
          options,
        )
        return {
          status: 200,
          body: { data: shown(field), impact },
          headers: { etag: etag(field.version) },
        }
      },
    },
    {
      method: 'DELETE',
      path: '/schemas/:entity/fields/:key',
      operationId: 'archiveCustomField',
      summary: 'Archive a field; with `purge=true` remove the values of an archived one for good',
      tag,
      access,
      params: fieldParams,
      headers: ifMatchHeader,
      query: {
        purge: {
          type: 'boolean',
          default: false,
          description: `Needs the permission ${PURGE}. It cannot be undone.`,
        },
      },
      responses: { 204: { description: 'Archived, or being purged.' } },
      handler: async (call) => {
        if (call.query['purge'] === true) await purge(call)
        else
          await customFields.archive(
            call.context,
            entityOf(call),
            keyOf(call),
            ifMatch(call.headers),
          )
        return { status: 204 }
      },
    },
    {
      method: 'POST',
      path: '/schemas/:entity/fields/:key/restore',
      operationId: 'restoreCustomField',
      summary: 'Bring back an archived field with its values',
      tag,
      access,
      params: fieldParams,
      responses: one(200, 'The field.'),
      handler: async (call) =>
        answer(200, await customFields.restore(call.context, entityOf(call), keyOf(call))),
    },
  ]

  async function purge(call: Call): Promise<void> {
    if (call.context.rights.scope(PURGE) === undefined) {
      throw entityErrors.FORBIDDEN({ verb: 'purge', entity: 'custom field', permission: PURGE })
    }
    await customFields.purge(call.context, entityOf(call), keyOf(call))
  }
}

function answer(status: number, field: FieldDefinition): Answer {
  return { status, body: { data: shown(field) }, headers: { etag: etag(field.version) } }
}

function shown(field: FieldDefinition): object {
  const { label } = (field.schema['x-crm'] ?? {}) as { label?: string }
  return shownField(field, label ?? labelOf(field.key))
}
