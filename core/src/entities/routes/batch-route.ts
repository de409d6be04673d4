import { isCrmError } from '../../base/crm-error.ts'
import type { Route } from '../../http/route.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import { componentRef } from '../component-name.ts'
import type { Entity } from '../entity.ts'
import { pascalCase } from '../naming.ts'
import type { BatchOperation, BatchResult } from '../writer/batch.ts'
import { runBatch } from '../writer/batch.ts'
import type { Writer } from '../writer/writer.ts'

/** Up to 500 writes in one call, all or each for itself, with an answer for each. */
export function batchRoute(entity: Entity, writer: Writer): Route {
  return {
    method: 'POST',
    path: `/${entity.plural}/batch`,
    operationId: `batch${pascalCase(entity.plural)}`,
    summary: `Write up to 500 ${entity.label.many.toLowerCase()} in one call`,
    tag: entity.label.many,
    access: 'actor',
    embed: true,
    body: { kind: 'json', schema: componentRef(entity, 'Batch') },
    maxBodyBytes: 10 * 1024 * 1024,
    responses: {
      200: {
        description: 'An answer for each operation, in order.',
        schema: componentRef(entity, 'BatchAnswer'),
      },
    },
    handler: async ({ context, body }) => {
      const { atomic = true, operations } = body as {
        atomic?: boolean
        operations: BatchOperation[]
      }
      const results = await runBatch(writer, context, entity, { atomic, operations })
      return {
        status: 200,
        body: `{"data":[${results.map((result) => answer(context, result)).join(',')}]}`,
      }
    },
  }
}

function answer({ requestId }: RequestContext, result: BatchResult): string {
  if (result.error === undefined) {
    return `{"status":${result.status}${result.written ? `,"data":${result.written.json}` : ''}}`
  }
  const error = result.error
  const problem = isCrmError(error)
    ? {
        code: error.code,
        status: error.status,
        detail: error.message,
        requestId,
        errors: error.faults,
      }
    : { code: 'INTERNAL', status: 500, detail: 'The operation failed.', requestId, errors: [] }
  return JSON.stringify({ status: problem.status, error: problem })
}
