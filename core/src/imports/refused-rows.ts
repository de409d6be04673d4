import { Readable } from 'node:stream'

import { stringify } from 'csv-stringify'

import { quoteIdentifier } from '../database/identifiers.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import type { Refusal, StoredImport } from './stored-import.ts'

/** Rows that were refused, in the order of the file. */
export interface RefusedRows {
  page(tenantId: string, id: string, behind: number, limit: number): Promise<readonly Refusal[]>
  /** The refused rows as they came, with line, field and reason behind: to mend and send again. */
  csv(tenantId: string, stored: StoredImport): Readable
}

const PAGE_ROWS = 1_000
/** These are never read as data, so that a mended file can be sent as it is. */
const REMARKS = ['import_line', 'import_field', 'import_reason']

export function createRefusedRows({
  schema,
  tenantDb,
}: {
  schema: string
  tenantDb: TenantDb
}): RefusedRows {
  return { page, csv }

  async function page(
    tenantId: string,
    id: string,
    behind: number,
    limit: number,
  ): Promise<readonly Refusal[]> {
    const rows = await tenantDb.query(tenantId, {
      text: `select line, cells, faults from ${quoteIdentifier(schema)}.import_refusals
        where tenant_id = $1::uuid and import_id = $2 and line > $3 order by line limit $4`,
      values: [tenantId, id, behind, limit],
    })
    return rows.map(([line, cells, faults]) => ({ line, cells, faults }) as Refusal)
  }

  function csv(tenantId: string, { id, plan }: StoredImport): Readable {
    const { delimiter } = plan.dialect
    const width = plan.columns.length
    const own = plan.columns.filter(({ header }) => !REMARKS.includes(header))
    const places = plan.columns.flatMap(({ header }, index) =>
      REMARKS.includes(header) ? [] : [index],
    )
    const header = [...own.map((column) => column.header), ...REMARKS]
    // A cell that begins with = + - @ runs as a formula in a spreadsheet (OWASP CSV injection); the import takes the apostrophe off again.
    const stringifier = stringify({ delimiter, escape_formulas: true })
    const source = Readable.from(lines())
    source.on('error', (error) => stringifier.destroy(error))
    stringifier.on('close', () => source.destroy())
    return source.pipe(stringifier)

    async function* lines(): AsyncIterable<readonly string[]> {
      yield header
      for (let behind = -1; ;) {
        const rows = await page(tenantId, id, behind, PAGE_ROWS)
        for (const row of rows) yield withRemarks(row)
        const last = rows.at(-1)
        if (rows.length < PAGE_ROWS || !last) return
        behind = last.line
      }
    }

    /** A row of the wrong width keeps its surplus in the last column, so that nothing is lost. */
    function withRemarks({ line, cells, faults }: Refusal): string[] {
      const surplus = cells.slice(width)
      const shown = places.map((place, index) => {
        const cell = cells[place] ?? ''
        return index === places.length - 1 && surplus.length > 0
          ? [cell, ...surplus].join(delimiter)
          : cell
      })
      const fields = [...new Set(faults.map(({ field }) => field).filter((field) => field !== ''))]
      const reasons = faults.map(({ field, message }) =>
        field === '' ? message : `${field}: ${message}`,
      )
      return [...shown, String(line), fields.join('; '), reasons.join('; ')]
    }
  }
}
