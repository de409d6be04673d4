import type { PluginRoute } from '@crmkit/core'

export const startProject: PluginRoute<'projects', 'contacts'> = {
  method: 'POST',
  path: '/contacts/:id/start-project',
  operationId: 'startProject',
  summary: 'Start a project for a contact',
  tag: 'Projects',
  access: { permission: 'project.start' },
  params: { id: { type: 'string', format: 'uuid' } },
  body: {
    kind: 'json',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: { name: { type: 'string', minLength: 1, maxLength: 200 } },
    },
  },
  responses: {
    201: { description: 'The project.', schema: { $ref: '#/components/schemas/ProjectAnswer' } },
  },
  async handler({ params, body }, context) {
    const { id = '' } = params
    const { name } = body as { name: string }
    const project = await context.transaction(async () => {
      const contact = await context.records('contact').get(id)
      return context.records('project').create({ name, contactId: contact.id, status: 'active' })
    })
    return { status: 201, body: { data: project } }
  },
}
