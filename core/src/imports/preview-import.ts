import type { ImportBlocks, PreviewedRow } from './import-blocks.ts'
import type { ImportsDeps } from './imports-deps.ts'
import { readRows } from './row-source.ts'
import { BLOCK_ROWS } from './run-import.ts'
import type { Counters, StoredImport } from './stored-import.ts'

/** What an import would do, shown on its first rows. */
export interface ImportPreview {
  readonly encoding: string
  readonly delimiter: string
  readonly header: boolean
  readonly columns: StoredImport['plan']['columns']
  /** The first rows as they would be stored. */
  readonly rows: readonly PreviewedRow[]
  /** What would become of the first rows: all of them when `isWhole`, else the first 2,000. */
  readonly counts: Counters
  readonly isWhole: boolean
}

const SHOWN_ROWS = 20

/** Writes the first block in a transaction that is rolled back, so that every check has its say. */
export async function previewImport(
  deps: Pick<ImportsDeps, 'tenantDb'>,
  tenantId: string,
  stored: StoredImport,
  blocks: ImportBlocks,
  firstPart: Buffer,
): Promise<ImportPreview> {
  const { plan, parts } = stored
  let rows: readonly PreviewedRow[] = []
  let counts: Counters = { rows: 0, created: 0, updated: 0, unchanged: 0, refused: 0, linked: 0 }
  let isWhole = parts === 1
  for await (const block of readRows(plan, null, BLOCK_ROWS, async (part) =>
    part === 0 ? firstPart : undefined,
  )) {
    if (rows.length > 0) {
      isWhole = false
      break
    }
    const candidates = block.rows.map((record) => blocks.read(record))
    const tried = await deps.tenantDb.transaction(tenantId, () => blocks.preview(candidates))
    rows = tried.rows.slice(0, SHOWN_ROWS)
    counts = tried.counters
  }
  const { encoding, dialect, hasHeader: header, columns } = plan
  return { encoding, delimiter: dialect.delimiter, header, columns, rows, counts, isWhole }
}
