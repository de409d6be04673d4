import { defineErrors } from '@crmkit/core'

export const errors = defineErrors({
  PROJECT_REOPENED: {
    status: 422,
    message: 'The project "{name}" is done and cannot become {status} again. Create a new one.',
  },
  PROJECTS_TOO_MANY: {
    status: 422,
    message: 'A contact has at most {most} active projects. Finish one first.',
  },
})
