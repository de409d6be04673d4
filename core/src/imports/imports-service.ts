import type { Readable } from 'node:stream'

import type { ValidateFunction } from 'ajv/dist/2020.js'

import { uuidV7 } from '../base/uuid-v7.ts'
import { compileValidator, faultsOf } from '../base/validator.ts'
import type { Entity } from '../entities/entity.ts'
import { errors as entityErrors } from '../entities/errors.ts'
import type { Actor } from '../identity/actor.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { encodingNamed } from './encoding.ts'
import { decodePart } from './encoding.ts'
import { errors } from './errors.ts'
import { createImportBlocks } from './import-blocks.ts'
import { type ImportOptions, importOptionsSchema } from './import-options.ts'
import type { ImportStore } from './import-store.ts'
import type { ImportsDeps } from './imports-deps.ts'
import { makePlan } from './plan.ts'
import { type ImportPreview, previewImport } from './preview-import.ts'
import { receiveForm, receiveUpload, type Upload } from './receive-upload.ts'
import type { StoredActor, StoredImport } from './stored-import.ts'
import { unknownHeaders } from './unknown-headers.ts'

/** Imports of a tenant, with the rights of whoever asks. */
export interface ImportsService {
  /** Receives a file and queues its import. */
  start(
    context: RequestContext,
    options: unknown,
    file: AsyncIterable<Uint8Array>,
  ): Promise<StoredImport>
  /** The same from a form; its `options` win over those given beside it. */
  startForm(
    context: RequestContext,
    options: Readonly<Record<string, unknown>>,
    form: Readable,
    contentType: string,
  ): Promise<StoredImport>
  /** Runs what has only been tried so far, with some options changed. */
  startTried(
    context: RequestContext,
    id: string,
    changes: Readonly<Record<string, unknown>>,
  ): Promise<StoredImport>
  get(context: RequestContext, id: string): Promise<StoredImport>
  preview(context: RequestContext, id: string): Promise<ImportPreview>
  cancel(context: RequestContext, id: string): Promise<StoredImport>
  undo(context: RequestContext, id: string): Promise<StoredImport>
  /** Throws 403 or 404 unless the actor may see the import. */
  entityOf(context: RequestContext, name: string): Entity
}

export function createImportsService(deps: ImportsDeps, store: ImportStore): ImportsService {
  let validate: ValidateFunction | undefined

  return { start, startForm, startTried, get, preview, cancel, undo, entityOf }

  async function start(
    context: RequestContext,
    given: unknown,
    file: AsyncIterable<Uint8Array>,
  ): Promise<StoredImport> {
    const options = checked(given)
    chosenEntity(context, options)
    return receive(context, options, file, async (upload) => ({ options, upload }))
  }

  async function startForm(
    context: RequestContext,
    beside: Readonly<Record<string, unknown>>,
    form: Readable,
    contentType: string,
  ): Promise<StoredImport> {
    assertImporter(context)
    const id = uuidV7()
    const stated =
      typeof beside['encoding'] === 'string' ? encodingNamed(beside['encoding']) : undefined
    // Which entity it is the form may say only behind the file.
    await begin(context, id, {
      entity: typeof beside['entity'] === 'string' ? beside['entity'] : '',
    })
    return kept(context, id, async () => {
      const received = await receiveForm(form, contentType, (file) =>
        receiveUpload(file as AsyncIterable<Uint8Array>, stated, (part, bytes) =>
          store.addPart(context.tenantId, id, part, bytes),
        ),
      )
      const options = checked({
        ...(received.fileName === undefined ? {} : { fileName: received.fileName.slice(-250) }),
        ...beside,
        ...parseOptions(received.options),
      })
      chosenEntity(context, options)
      const encoding = options.encoding === undefined ? undefined : encodingNamed(options.encoding)
      // The encoding stood in the form, behind or before the file: what was found out gives way to what is stated.
      const upload =
        encoding === undefined
          ? received.file
          : await decodedAs(context.tenantId, id, received.file, encoding)
      await accept(context, id, options, upload)
    })
  }

  async function startTried(
    context: RequestContext,
    id: string,
    changes: Readonly<Record<string, unknown>>,
  ): Promise<StoredImport> {
    const tried = await get(context, id)
    if (!tried.dryRun || tried.state !== 'done')
      throw errors.IMPORT_NOT_TRIED({ id, state: tried.state })
    const options = checked({ ...tried.options, dryRun: false, ...changes })
    if (chosenEntity(context, options).name !== tried.entity)
      throw errors.IMPORT_OTHER_ENTITY({ entity: tried.entity })
    const upload = await decodedAs(
      context.tenantId,
      id,
      { bytes: tried.bytes, parts: tried.parts },
      options.encoding === undefined ? tried.plan.encoding : encodingNamed(options.encoding),
    )
    await deps.tenantDb.transaction(context.tenantId, async () => {
      await store.reset(context.tenantId, id)
      await accept(context, id, options, upload)
    })
    return get(context, id)
  }

  async function receive(
    context: RequestContext,
    options: ImportOptions,
    file: AsyncIterable<Uint8Array>,
    finish: (upload: Upload) => Promise<{ options: ImportOptions; upload: Upload }>,
  ): Promise<StoredImport> {
    const id = uuidV7()
    const stated = options.encoding === undefined ? undefined : encodingNamed(options.encoding)
    await begin(context, id, options)
    return kept(context, id, async () => {
      const upload = await receiveUpload(file, stated, (part, bytes) =>
        store.addPart(context.tenantId, id, part, bytes),
      )
      const finished = await finish(upload)
      await accept(context, id, finished.options, finished.upload)
    })
  }

  function begin(
    { tenantId, actor, requestId }: RequestContext,
    id: string,
    options: ImportOptions,
  ): Promise<void> {
    return store.create(tenantId, {
      id,
      entity: options.entity,
      fileName: options.fileName,
      options,
      actor: storedActor(actor),
      requestId,
    })
  }

  /** An upload that breaks off or is refused leaves nothing behind. */
  async function kept(
    context: RequestContext,
    id: string,
    work: () => Promise<void>,
  ): Promise<StoredImport> {
    try {
      await work()
    } catch (error) {
      await store.discard(context.tenantId, id)
      throw error
    }
    return get(context, id)
  }

  async function accept(
    context: RequestContext,
    id: string,
    options: ImportOptions,
    { sample, bytes, parts }: Upload,
  ): Promise<void> {
    const entity = chosenEntity(context, options)
    assertVerbs(context, entity, options)
    const scope = {
      registry: deps.registry,
      entity,
      custom: await deps.customFields(context.tenantId, entity),
    }
    const mapping = await keepUnknown(
      context,
      entity,
      options,
      unknownHeaders(scope, options, sample),
    )
    const known =
      mapping === undefined
        ? scope
        : { ...scope, custom: await deps.customFields(context.tenantId, entity) }
    const plan = makePlan(
      known,
      context.rights,
      mapping === undefined ? options : { ...options, mapping },
      sample,
    )
    await deps.tenantDb.transaction(context.tenantId, async () => {
      await store.accept(context.tenantId, id, { plan, options, entity: entity.name, bytes, parts })
      await deps.addJob(context, 'run-import', { importId: id })
    })
    deps.wake()
  }

  /** With `unknownColumns: keep` such columns become text fields of the tenant. */
  async function keepUnknown(
    context: RequestContext,
    entity: Entity,
    options: ImportOptions,
    headers: readonly string[],
  ) {
    if (options.unknownColumns !== 'keep' || headers.length === 0) return undefined
    if (!deps.keepColumns || !entity.customFields)
      throw errors.IMPORT_CANNOT_KEEP({ entity: entity.name, columns: headers.join(', ') })
    const keys = await deps.keepColumns(context, entity, headers)
    return {
      ...options.mapping,
      ...Object.fromEntries(headers.map((header, index) => [header, `custom.${keys[index]}`])),
    }
  }

  async function get(context: RequestContext, id: string): Promise<StoredImport> {
    const found = await store.find(context.tenantId, id)
    const scope = found && context.rights.scope(`${found.entity}.import`)
    const isOwn = found?.actor.id === context.actor.id && found.actor.kind === context.actor.kind
    // Whoever may import only their own records sees only their own imports: refused rows are data of others.
    if (!found || found.state === 'uploading' || scope === undefined || (scope !== 'all' && !isOwn))
      throw errors.IMPORT_NOT_FOUND({ id })
    return found
  }

  async function preview(context: RequestContext, id: string): Promise<ImportPreview> {
    const stored = await get(context, id)
    const first = await store.readPart(context.tenantId, id, 0)
    if (!first) throw errors.IMPORT_FILE_GONE({ id })
    const actingAs = await deps.contextOf(context.tenantId, stored.actor, stored.requestId)
    const blocks = await createImportBlocks({ ...deps, store }, actingAs, {
      ...stored,
      dryRun: true,
    })
    return previewImport(deps, context.tenantId, stored, blocks, first)
  }

  async function cancel(context: RequestContext, id: string): Promise<StoredImport> {
    await get(context, id)
    const moved = await store.move(context.tenantId, id, ['waiting', 'running'], 'cancelled')
    if (!moved) throw errors.IMPORT_OVER({ id, state: (await get(context, id)).state })
    await store.finish(context.tenantId, id, 'cancelled')
    return get(context, id)
  }

  async function undo(context: RequestContext, id: string): Promise<StoredImport> {
    const stored = await get(context, id)
    if (stored.dryRun) throw errors.IMPORT_NOTHING_TO_UNDO({ id })
    await deps.tenantDb.transaction(context.tenantId, async () => {
      const moved = await store.move(
        context.tenantId,
        id,
        ['done', 'failed', 'cancelled'],
        'undoing',
      )
      if (!moved) throw errors.IMPORT_NOT_UNDOABLE({ id, state: stored.state })
      await store.setUndo(context.tenantId, id, {
        actor: storedActor(context.actor),
        requestId: context.requestId,
      })
      await deps.addJob(context, 'undo-import', { importId: id })
    })
    deps.wake()
    return get(context, id)
  }

  function checked(given: unknown): ImportOptions {
    validate ??= compileValidator(importOptionsSchema)
    if (!validate(given))
      throw errors.IMPORT_OPTIONS_INVALID({}, { faults: faultsOf(validate.errors) })
    return given as ImportOptions
  }

  /** The entity the options name; a fault of the options when there is none. */
  function chosenEntity(context: RequestContext, { entity: name }: ImportOptions): Entity {
    const { entities } = deps.registry
    if (deps.registry.byPlural(name) || entities.has(name)) return entityOf(context, name)
    const known = [...entities.values()].map(({ plural }) => plural).join(', ')
    const faults = [{ path: '/entity', code: 'UNKNOWN_ENTITY', message: `is none of ${known}` }]
    throw errors.IMPORT_OPTIONS_INVALID({}, { faults })
  }

  function entityOf({ rights }: RequestContext, name: string): Entity {
    const entity = deps.registry.byPlural(name) ?? deps.registry.get(name)
    const permission = `${entity.name}.import`
    if (rights.scope(permission) === undefined)
      throw entityErrors.FORBIDDEN({ verb: 'import', entity: entity.name, permission })
    return entity
  }

  /** Before a form is read its entity is not known: whoever may import nothing at all need not send it. */
  function assertImporter({ rights }: RequestContext): void {
    if (
      [...deps.registry.entities.keys()].some(
        (name) => rights.scope(`${name}.import`) !== undefined,
      )
    )
      return
    throw entityErrors.FORBIDDEN({
      verb: 'import',
      entity: 'record',
      permission: '<entity>.import',
    })
  }

  async function decodedAs(
    tenantId: string,
    id: string,
    { bytes, parts }: Pick<Upload, 'bytes' | 'parts'>,
    encoding: string,
  ): Promise<Upload> {
    const first = await store.readPart(tenantId, id, 0)
    if (!first) throw errors.IMPORT_FILE_GONE({ id })
    return {
      bytes,
      parts,
      sample: { text: decodePart(first, encoding, true), isWhole: parts === 1, encoding },
    }
  }
}

/** Importing is creating and changing: it takes those permissions too. */
function assertVerbs(
  { rights }: RequestContext,
  entity: Entity,
  { mode = 'create' }: ImportOptions,
): void {
  const verbs = mode === 'upsert' ? ['create', 'update'] : [mode]
  for (const verb of verbs) {
    const permission = `${entity.name}.${verb}`
    if (rights.scope(permission) === undefined)
      throw entityErrors.FORBIDDEN({ verb, entity: entity.name, permission })
  }
}

export function storedActor({
  id,
  kind,
  name,
  email,
  roles,
  memberId,
  teamIds,
  limitedTo,
}: Actor): StoredActor {
  return {
    id,
    kind,
    roles,
    memberId,
    teamIds,
    ...(name ? { name } : {}),
    ...(email ? { email } : {}),
    ...(limitedTo ? { limitedTo } : {}),
  }
}

function parseOptions(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {}
  try {
    const options: unknown = JSON.parse(text)
    if (typeof options === 'object' && options !== null && !Array.isArray(options))
      return options as Record<string, unknown>
  } catch (cause) {
    throw errors.IMPORT_FORM_INVALID({ reason: 'its field "options" is no JSON' }, { cause })
  }
  throw errors.IMPORT_FORM_INVALID({ reason: 'its field "options" is no JSON object' })
}
