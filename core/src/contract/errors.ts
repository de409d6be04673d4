import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  OPERATION_ID_TAKEN: {
    status: 500,
    message:
      'Every route needs an operationId of its own, because clients are generated from it. Used twice: {routes}. Rename one of each pair.',
  },
  COMPONENT_NAME_TAKEN: {
    status: 500,
    message:
      'The entity "{entity}" needs the name {name} in the OpenAPI document, and another entity or the engine has it. Rename the entity.',
  },
  DOCS_FILE_NOT_FOUND: { status: 404, message: 'The documentation page has no file "{file}".' },
})
