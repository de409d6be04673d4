import { defineErrors } from '../base/define-errors.ts'

/** Everything the jobs floor throws on purpose. */
export const errors = defineErrors({
  JOB_NOT_FOUND: { status: 404, message: 'There is no job "{id}".' },
  JOB_RUNNING: { status: 409, message: 'The job "{id}" is running; wait until it has ended.' },
  CURSOR_INVALID: {
    status: 400,
    message: 'Expected cursor to be the page.next of an earlier answer.',
  },

  // What a developer meets.
  JOB_UNKNOWN: {
    status: 500,
    message: 'There is no job "{name}". The loaded plugins have: {known}.',
  },
  JOB_NAME_INVALID: {
    status: 500,
    message:
      'Expected the job name "{name}" to be <plugin>:<verb-noun> in kebab-case, at most 128 characters.',
  },
  JOB_CRON_INVALID: {
    status: 500,
    message: 'These jobs have no five-field crontab in UTC, such as "15 3 * * *": {items}.',
  },
  JOB_PAYLOAD_INVALID: {
    status: 500,
    message: 'The payload of the job {name} does not fit its schema: {faults}.',
  },
  JOB_PAYLOAD_TOO_LARGE: {
    status: 500,
    message:
      'The payload of the job {name} has {bytes} bytes, at most {max} are stored. A payload carries ids; the job reads the data itself.',
  },
  JOB_KEY_TOO_LONG: {
    status: 500,
    message: 'The key of the job {name} has {length} characters; at most {max} fit.',
  },
  JOBS_NOT_ADDED: {
    status: 503,
    message:
      'Only {added} of {wanted} jobs were added: one of their keys was being started at that moment. Try again.',
  },
  JOB_LEASE_LOST: {
    status: 503,
    message: 'The worker {worker} was silent for too long and its jobs were given to another one.',
  },
})
