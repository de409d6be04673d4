import type { JobDefinition, PluginContext } from '@crmkit/core'

import type { RemindJob } from '../types.generated.ts'

/** Twice is harmless: a project that has its reminder is not found again, and both are written in one transaction. */
export const remind: JobDefinition<RemindJob, PluginContext<'projects', 'contacts'>> = {
  payload: { type: 'object', additionalProperties: false },
  cron: '0 6 * * *',
  async run(_payload, context, { signal }) {
    const projects = context.records('project')
    const days = `next ${context.settings.remindDaysBefore + 1} days`
    const filter = { status: 'active', remindedAt: null, dueOn: { within: days } }
    for (;;) {
      const due = await projects.list({ filter, limit: 200 })
      if (due.data.length === 0) return
      for (const { id, dueOn } of due.data) {
        // The worker is stopping: another one starts the job again and finds what is left.
        signal.throwIfAborted()
        await context.transaction(async () => {
          await projects.update(id, { remindedAt: new Date().toISOString() })
          await context.emit('project.due-soon', { id, dueOn }, { entity: 'project', recordId: id })
        })
      }
    }
  },
}
