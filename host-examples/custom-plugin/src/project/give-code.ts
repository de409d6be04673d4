import type { SubscriberDefinition } from '@crmkit/core'

/** The first project of a contact gives it a project code. */
export const giveCode: SubscriberDefinition<'projects', 'contacts'> = {
  on: 'project.created',
  async run({ recordId }, context) {
    // Some time has passed: the project may have been deleted since, and its contact with it.
    const { data } = await context.records('project').list({ filter: { id: recordId } })
    for (const { contactId } of data) await context.services.projectCodes.ensure(contactId)
  },
}
