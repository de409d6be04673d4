import type { JsonSchema } from '../base/validator.ts'
import type { Route } from '../http/route.ts'
import { getJob, type JobListOptions, type JobState, listJobs, retryJob } from './list-jobs.ts'

const dateTime: JsonSchema = { type: 'string', format: 'date-time' }
const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema['type'], 'null'] })

const states = ['waiting', 'running', 'failed'] as const satisfies readonly JobState[]

const jobSchema: JsonSchema = {
  type: 'object',
  description:
    'Work that waits, runs or has failed for good. A job that is done is gone from here.',
  additionalProperties: false,
  required: [
    'id',
    'name',
    'state',
    'attempts',
    'maxAttempts',
    'runAt',
    'createdAt',
    'startedAt',
    'lastError',
    'payload',
    'requestId',
  ],
  properties: {
    id: { type: 'string' },
    name: {
      type: 'string',
      description: 'Plugin and job.',
      examples: ['contacts:find-duplicates'],
    },
    state: { enum: states },
    attempts: { type: 'integer', description: 'Tries so far, the running one included.' },
    maxAttempts: { type: 'integer' },
    runAt: { ...dateTime, description: 'Not before.' },
    createdAt: dateTime,
    startedAt: orNull({ ...dateTime, description: 'When the running try began.' }),
    lastError: orNull({ type: 'string' }),
    payload: { description: 'Ids of what the job is about.' },
    requestId: { type: 'string', description: 'The request that asked for it.' },
  },
}

const params = { id: { type: 'string', pattern: '^[0-9]{1,18}$' } }
const answer: Route['responses'] = {
  200: {
    description: 'The job.',
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['data'],
      properties: { data: jobSchema },
    },
  },
}

/** The tenant's background jobs: see them, and run failed ones again. */
export function createJobRoutes(deps: JobListOptions): Route[] {
  return [
    {
      method: 'GET',
      path: '/jobs',
      operationId: 'listJobs',
      summary: 'List background jobs, newest first',
      tag: 'Jobs',
      access: { permission: 'job.read' },
      query: {
        state: { enum: states, description: 'Only jobs in this state.' },
        limit: {
          type: 'integer',
          minimum: 1,
          maximum: 200,
          default: 50,
          description: 'Jobs a page.',
        },
        cursor: { type: 'string', description: '`page.next` of an earlier answer.' },
      },
      responses: {
        200: {
          description: 'A page of jobs.',
          schema: {
            type: 'object',
            additionalProperties: false,
            required: ['data', 'page'],
            properties: {
              data: { type: 'array', items: jobSchema },
              page: { $ref: '#/components/schemas/Page' },
            },
          },
        },
      },
      handler: async ({ context, query }) => ({
        status: 200,
        body: await listJobs(deps, context, query),
      }),
    },
    {
      method: 'GET',
      path: '/jobs/:id',
      operationId: 'getJob',
      summary: 'Get a background job',
      tag: 'Jobs',
      access: { permission: 'job.read' },
      params,
      responses: answer,
      handler: async ({ context, params: { id = '' } }) => ({
        status: 200,
        body: { data: await getJob(deps, context, id) },
      }),
    },
    {
      method: 'POST',
      path: '/jobs/:id/retry',
      operationId: 'retryJob',
      summary: 'Run a failed or waiting job now',
      tag: 'Jobs',
      access: { permission: 'job.retry' },
      params,
      responses: answer,
      handler: async ({ context, params: { id = '' } }) => ({
        status: 200,
        body: { data: await retryJob(deps, context, id) },
      }),
    },
  ]
}
