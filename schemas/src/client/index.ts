import { type ClientOptions, createConnection, type Send } from './connection.ts'
import { createEntityClient, type EntityClient, type EntityTypes } from './entity-client.ts'

// A client for browsers and Node without a dependency; `crmkit types` writes the types it takes.

/** The calls of every entity, by plural: `crm.contacts.list()`. */
export type Client<Entities extends { readonly [Plural in keyof Entities]: EntityTypes }> = {
  readonly [Plural in keyof Entities]: EntityClient<Entities[Plural]>
} & {
  /** Any other call of the API, such as a plugin's own. */
  readonly send: Send
}

export function createEntityClients<
  Entities extends { readonly [Plural in keyof Entities]: EntityTypes },
>(options: ClientOptions, plurals: readonly (keyof Entities & string)[]): Client<Entities> {
  const send = createConnection(options)
  const clients = Object.fromEntries(
    plurals.map((plural) => [plural, createEntityClient(send, plural)]),
  )
  return Object.freeze({ ...clients, send }) as Client<Entities>
}

export { createConnection, createRequest } from './connection.ts'
export type {
  Call,
  CallOptions,
  ClientOptions,
  Request,
  Send,
  VersionedOptions,
  WriteOptions,
} from './connection.ts'
export { CrmProblem, type Fault } from './crm-problem.ts'
export { createEntityClient } from './entity-client.ts'
export type {
  BatchOperation,
  BatchResult,
  Change,
  EntityClient,
  EntityTypes,
} from './entity-client.ts'
export type { FieldKind } from '../field-kind.ts'
export { listRecords } from './list-records.ts'
export type {
  Filter,
  FilterOperators,
  FilterValue,
  ListQuery,
  Page,
  RecordQuery,
  Sort,
} from './query.ts'
