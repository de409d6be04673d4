import { createHash } from 'node:crypto'

import type { ValidateFunction } from 'ajv/dist/2020.js'

import { compileValidator, faultsOf } from '../base/validator.ts'
import type { AddJobOptions, JobDefinition } from './define-job.ts'
import { errors } from './errors.ts'

/** What the change log keeps of a job that was asked for, and the dispatcher makes into a job. */
export interface JobRequest {
  readonly payload: unknown
  readonly key?: string
  /** RFC 3339. */
  readonly runAt?: string
  readonly queue?: string
  readonly maxAttempts: number
}

/** All jobs of a kernel by full name, `<plugin>:<verb-noun>`. */
export interface JobRegistry {
  readonly jobs: ReadonlyMap<string, JobDefinition>
  get(name: string): JobDefinition
  /** Checks the payload and works out queue and tries; throws what the caller did wrong, before anything is stored. */
  request(name: string, payload: unknown, options?: AddJobOptions): JobRequest
  /** Checks a payload that may have been stored by an older version of the plugin. */
  assertPayload(name: string, payload: unknown): void
}

export const DEFAULT_MAX_ATTEMPTS = 10
/** A payload is a handful of ids: 16 KiB hold 400 UUIDs. */
const MAX_PAYLOAD_BYTES = 16_384
/** graphile-worker's columns: 128 characters for a name, 512 for a key, of which tenant and name take up to 166. */
const MAX_NAME_LENGTH = 128
const MAX_KEY_LENGTH = 300
/** Leaves room for the tenant in the 128 characters of a queue's name. */
const MAX_QUEUE_LENGTH = 90
const JOB_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*:[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$/

export function createJobRegistry(jobs: ReadonlyMap<string, JobDefinition>): JobRegistry {
  const validators = new Map<string, ValidateFunction>()
  for (const name of jobs.keys()) {
    if (!JOB_NAME.test(name) || name.length > MAX_NAME_LENGTH)
      throw errors.JOB_NAME_INVALID({ name })
  }
  return Object.freeze({ jobs, get, request, assertPayload })

  function get(name: string): JobDefinition {
    const definition = jobs.get(name)
    if (!definition) throw errors.JOB_UNKNOWN({ name, known: [...jobs.keys()].join(', ') })
    return definition
  }

  function request(name: string, payload: unknown, options: AddJobOptions = {}): JobRequest {
    const definition = get(name)
    assertPayload(name, payload)
    const bytes = Buffer.byteLength(JSON.stringify(payload))
    if (bytes > MAX_PAYLOAD_BYTES) {
      throw errors.JOB_PAYLOAD_TOO_LARGE({ name, bytes, max: MAX_PAYLOAD_BYTES })
    }
    const { key, runAt } = options
    if (key !== undefined && (key === '' || key.length > MAX_KEY_LENGTH)) {
      throw errors.JOB_KEY_TOO_LONG({ name, length: key.length, max: MAX_KEY_LENGTH })
    }
    const queue = queueOf(name, definition, payload)
    return {
      payload,
      maxAttempts: definition.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
      ...(key !== undefined && { key }),
      ...(runAt !== undefined && { runAt: runAt.toISOString() }),
      ...(queue !== undefined && { queue }),
    }
  }

  function assertPayload(name: string, payload: unknown): void {
    let validate = validators.get(name)
    // Compiled at the first use: a process that only serves requests adds few of the jobs it knows.
    if (!validate) validators.set(name, (validate = compileValidator(get(name).payload)))
    if (validate(payload)) return
    const faults = faultsOf(validate.errors)
    const text = faults.map(({ path, message }) => `${path || '/'} ${message}`).join('; ')
    throw errors.JOB_PAYLOAD_INVALID({ name, faults: text }, { faults })
  }
}

/** `<plugin>/<queue>`, without the tenant; a long one as its hash. */
export function queueOf(
  name: string,
  definition: JobDefinition,
  payload: unknown,
): string | undefined {
  if (definition.queue === undefined) return undefined
  const queue = `${name.slice(0, name.indexOf(':'))}/${definition.queue(payload)}`
  return queue.length <= MAX_QUEUE_LENGTH
    ? queue
    : createHash('sha256').update(queue).digest('base64url')
}
