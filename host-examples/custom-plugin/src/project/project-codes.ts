import type { PluginContext } from '@crmkit/core'

/** What people say on the phone instead of a UUID: `P-3F2A91`. */
export interface ProjectCodes {
  /** The code of a contact; one without a code is given one. */
  ensure(contactId: string): Promise<string>
}

export function createProjectCodes(context: PluginContext<'projects', 'contacts'>): ProjectCodes {
  return {
    async ensure(contactId) {
      const contacts = context.records('contact')
      const { ext } = await contacts.get(contactId)
      const known = ext.projects?.projectCode
      if (known) return known
      // The end of a UUID version 7 is random, its beginning is the time.
      const projectCode = `P-${contactId.slice(-6).toUpperCase()}`
      await contacts.update(contactId, { ext: { projects: { projectCode } } })
      return projectCode
    },
  }
}
