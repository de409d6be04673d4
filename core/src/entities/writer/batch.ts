import { isCrmError } from '../../base/crm-error.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Entity } from '../entity.ts'
import { namedRefusal } from './named-refusal.ts'
import type { Writer, Written } from './writer.ts'

export type BatchOperation =
  | { readonly method: 'create'; readonly data: unknown }
  | {
      readonly method: 'update'
      readonly id: string
      readonly data: unknown
      readonly version?: number
    }
  | {
      readonly method: 'upsert'
      readonly key: string
      readonly value: string
      readonly data: unknown
    }
  | { readonly method: 'delete'; readonly id: string; readonly version?: number }

export interface BatchResult {
  readonly status: number
  readonly written?: Written
  readonly error?: unknown
}

/** Runs the operations in order. Atomic: the first refusal undoes all and is thrown, naming its operation; else each has its own transaction. */
export function runBatch(
  writer: Writer,
  context: RequestContext,
  entity: Entity,
  { atomic, operations }: { atomic: boolean; operations: readonly BatchOperation[] },
): Promise<BatchResult[]> {
  return atomic
    ? writer.together(context, () =>
        inOrder(operations, (operation, index) =>
          orNamed(writer, context, entity, operation, index),
        ),
      )
    : inOrder(operations, (operation) => orResult(writer, context, entity, operation))
}

async function inOrder(
  operations: readonly BatchOperation[],
  run: (operation: BatchOperation, index: number) => Promise<BatchResult>,
): Promise<BatchResult[]> {
  const results: BatchResult[] = []
  for (const [index, operation] of operations.entries()) results.push(await run(operation, index))
  return results
}

async function orNamed(
  writer: Writer,
  context: RequestContext,
  entity: Entity,
  operation: BatchOperation,
  index: number,
): Promise<BatchResult> {
  try {
    return await one(writer, context, entity, operation)
  } catch (cause) {
    if (!isCrmError(cause) || cause.status >= 500) throw cause
    const place = `/operations/${index}`
    throw namedRefusal(cause, index, place, `${place}/data`)
  }
}

async function orResult(
  writer: Writer,
  context: RequestContext,
  entity: Entity,
  operation: BatchOperation,
): Promise<BatchResult> {
  try {
    return await one(writer, context, entity, operation)
  } catch (error) {
    return { status: isCrmError(error) ? error.status : 500, error }
  }
}

async function one(
  writer: Writer,
  context: RequestContext,
  entity: Entity,
  operation: BatchOperation,
): Promise<BatchResult> {
  switch (operation.method) {
    case 'create':
      return { status: 201, written: await writer.create(context, entity, operation.data) }
    case 'update':
      return {
        status: 200,
        written: await writer.update(context, entity, operation.id, operation.data, {
          version: operation.version,
        }),
      }
    case 'upsert': {
      const { created, ...written } = await writer.upsert(
        context,
        entity,
        operation.key,
        operation.value,
        operation.data,
      )
      return { status: created ? 201 : 200, written }
    }
    case 'delete':
      await writer.remove(context, entity, operation.id, { version: operation.version })
      return { status: 204 }
  }
}
