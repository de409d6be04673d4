import type { Entity } from '../entities/entity.ts'
import type { TenantFields } from '../entities/reader/tenant-fields.ts'
import { createInputChecker } from '../entities/writer/check-input.ts'
import { holdFieldsStatement } from '../entities/writer/fields-guard.ts'
import type { RequestContext } from '../identity/request-context.ts'
import type { BlockResult } from './block-log.ts'
import { type Candidate, createCandidateReader, createFaultNames } from './candidate.ts'
import type { CsvRecord } from './csv-reader.ts'
import { errors } from './errors.ts'
import { createRecordFinder } from './find-records.ts'
import type { ImportStore } from './import-store.ts'
import type { ImportsDeps } from './imports-deps.ts'
import { type MatchKey, matchKey } from './match-key.ts'
import { targetsOf } from './plan.ts'
import { createBlockPlanner } from './plan-block.ts'
import type { Decisions, Outcome } from './planned.ts'
import { namesOf } from './resolve-links.ts'
import type { Counters, Phase, RowFault, StoredImport } from './stored-import.ts'
import { parseTarget } from './target.ts'
import { writePlanned, type WrittenBlock } from './write-planned.ts'

/** A row of a preview: what it would do, and the record it would leave. */
export interface PreviewedRow {
  readonly line: number
  readonly outcome: Outcome | 'refused' | 'deferred'
  readonly record: Readonly<Record<string, unknown>> | null
  readonly faults: readonly RowFault[]
}

export type WrittenRows = Omit<BlockResult, 'cursor' | 'busyMs'>

/** One import, compiled: from a row of the file to a written block. */
export interface ImportBlocks {
  /** Whose records it may make: the rows' own and those they point at. */
  readonly entities: readonly Entity[]
  read(record: CsvRecord): Candidate
  /** Inside a transaction. */
  write(candidates: readonly Candidate[], phase: Phase): Promise<WrittenRows>
  /** The same without a trace, with what each row would leave. */
  preview(
    candidates: readonly Candidate[],
  ): Promise<{ readonly rows: readonly PreviewedRow[]; readonly counters: Counters }>
}

/** 100,000 records a dry run would link to: about 10 MB. */
const REMEMBERED = 100_000

export async function createImportBlocks(
  deps: ImportsDeps & { readonly store: ImportStore },
  context: RequestContext,
  stored: Pick<StoredImport, 'id' | 'entity' | 'plan' | 'dryRun'>,
): Promise<ImportBlocks> {
  const { schema, tenantDb, registry, hooksOf } = deps
  const { plan, id } = stored
  const entity = registry.get(stored.entity)
  const fields = await deps.tenantFields.of(context.tenantId)
  const scope = { registry, entity, custom: fields.fields(entity.name) }
  const targets = targetsOf(scope, plan)
  const nameFault = createFaultNames(plan, targets)
  const checker = createInputChecker({ country: plan.country ?? deps.country })
  const read = createCandidateReader({
    ...{ context, entity, plan, targets, checker, hooksOf, fields },
  })
  const keys = plan.match.map((path) => {
    const target = parseTarget(scope, path)
    return (typeof target === 'string' ? target : matchKey(entity, target)) as MatchKey
  })
  const finder = createRecordFinder({ schema, tenantDb, context })
  const planner = createBlockPlanner({
    schema,
    tenantDb,
    context,
    finder,
    entity,
    plan,
    keys,
    hooks: hooksOf(entity.name),
    nameFault,
    deferredNames: (names) => deps.store.deferredNames(context.tenantId, id, names),
  })

  const seen = new Set<string>()

  const entities = [
    entity,
    ...targets.flatMap((target) => (target?.kind === 'relation' ? [target.entity] : [])),
  ]

  return { entities, read, write, preview }

  async function write(candidates: readonly Candidate[], phase: Phase): Promise<WrittenRows> {
    await assertSame(fields)
    const decisions = await planner.plan(candidates, phase)
    return toResult(
      candidates,
      decisions,
      stored.dryRun ? await rolledBack(() => writeAll(decisions)) : await writeAll(decisions),
    )
  }

  /** Rows that were checked by other fields are not written; the next run reads and checks them anew. */
  async function assertSame({ stamp = 0 }: TenantFields): Promise<void> {
    const [row] = await tenantDb.query(
      context.tenantId,
      holdFieldsStatement(schema, context.tenantId),
    )
    if (((row?.[0] as number | undefined) ?? 0) !== stamp) throw errors.IMPORT_FIELDS_CHANGED()
  }

  async function preview(candidates: readonly Candidate[]) {
    const decisions = await planner.plan(candidates, 'file')
    const written = await rolledBack(() => writeAll(decisions))
    return {
      rows: previewedRows(candidates, decisions, written),
      counters: toResult(candidates, decisions, written).counters,
    }
  }

  function writeAll(decisions: Decisions): Promise<WrittenBlock> {
    let stages = 0
    return writePlanned(
      { ...deps, context, fields, stageName: () => `crm_import_${++stages}`, nameFault },
      id,
      entity,
      decisions,
    )
  }

  function toResult(
    candidates: readonly Candidate[],
    decisions: Decisions,
    written: WrittenBlock,
  ): WrittenRows {
    const { outcomes, refused, created } = written
    const placed = outcomes.created + outcomes.updated + outcomes.unchanged
    return {
      counters: {
        rows: placed + refused.length,
        ...outcomes,
        refused: refused.length,
        linked: stored.dryRun ? firstSeen(decisions) : written.linked,
      },
      refusals: refused.map(({ candidate, faults }) => ({
        line: candidate.line,
        cells: candidate.cells,
        faults,
      })),
      deferred: decisions.deferred.map(({ line, cells, values, patch }) => ({
        line,
        cells,
        names: ownNames(entity, values ?? patch),
      })),
      created: stored.dryRun ? new Map() : created,
    }
  }

  /** A dry run leaves no record the next block could find: what it would have made is remembered here. */
  function firstSeen({ creates, newLinks }: Decisions): number {
    const made = [...newLinks.values()].map((wish) => ({
      other: wish.entity,
      names: namesOf(wish),
    }))
    const fresh = made.filter(
      ({ other, names }) => !names.some((name) => seen.has(`${other.name}.${name}`)),
    )
    const remembered = [
      ...made,
      ...creates.map(({ values }) => ({ other: entity, names: ownNames(entity, values) })),
    ]
    for (const { other, names } of remembered) {
      for (const name of names) if (seen.size < REMEMBERED) seen.add(`${other.name}.${name}`)
    }
    return fresh.length
  }

  /** Does all of it, so that every constraint has its say, and keeps nothing. */
  async function rolledBack(work: () => Promise<WrittenBlock>): Promise<WrittenBlock> {
    const undo = new Error('A dry run is rolled back.')
    let written: WrittenBlock | undefined
    try {
      await tenantDb.transaction(context.tenantId, async () => {
        written = await work()
        throw undo
      })
    } catch (error) {
      if (error !== undo) throw error
    }
    return written as WrittenBlock
  }
}

/** What others of the same file may call this record. */
function ownNames(entity: Entity, values: Readonly<Record<string, unknown>>): string[] {
  return [...entity.properties.values()].flatMap(({ key, unique, indexed }) => {
    const value = values[key]
    return (unique || indexed) && typeof value === 'string' && value !== ''
      ? [`${key} ${value}`]
      : []
  })
}

function previewedRows(
  candidates: readonly Candidate[],
  { creates, updates, deferred }: Decisions,
  { refused }: WrittenBlock,
): PreviewedRow[] {
  const rows = new Map<Candidate, Omit<PreviewedRow, 'line'>>()
  for (const { values, rows: own } of creates)
    for (const { candidate, outcome } of own)
      rows.set(candidate, { outcome, record: values, faults: [] })
  for (const { before, changes, rows: own } of updates) {
    for (const { candidate, outcome } of own)
      rows.set(candidate, { outcome, record: { ...before, ...changes }, faults: [] })
  }
  for (const candidate of deferred)
    rows.set(candidate, { outcome: 'deferred', record: null, faults: [] })
  for (const { candidate, faults } of refused)
    rows.set(candidate, { outcome: 'refused', record: null, faults })
  return candidates.flatMap((candidate) => {
    const row = rows.get(candidate)
    return row ? [{ line: candidate.line, ...row }] : []
  })
}
