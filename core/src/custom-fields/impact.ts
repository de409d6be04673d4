import { compileValidator, faultsOf } from '../base/validator.ts'
import { quoteIdentifier } from '../database/identifiers.ts'
import type { Entity } from '../entities/entity.ts'
import { withEnums } from '../entities/writer/check-custom.ts'
import type { Row } from '../tenancy/statement.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { choicesOf, retiredChoices } from './evolution.ts'
import type { Choice, FieldDefinition } from './field-definition.ts'
import { fieldProperty } from './field-property.ts'

/** What a change of a field means for the living records there are. */
export interface Impact {
  readonly records: number
  /** Of them with a value in the field. */
  readonly withValue: number
  /** Hold a value that a write would refuse after the change. */
  readonly failing: number
  /** Have no value, where one will be required. */
  readonly missing: number
  /** Share their value with another, where it will have to be unique. */
  readonly duplicates: number
  /** Options that go, with how many records hold each. */
  readonly removedOptions: readonly (Choice & { readonly records: number })[]
  /** Some of the failing. Without the values: who makes fields need not be allowed to read records. */
  readonly samples: readonly { readonly id: string; readonly message: string }[]
}

/** Values looked at a statement: some 10 ms. */
const PAGE = 5_000
const SAMPLES = 10

/** Looks at every value of the field; reads only. */
export async function findImpact(
  { schema, tenantDb }: { schema: string; tenantDb: TenantDb },
  tenantId: string,
  entity: Entity,
  before: FieldDefinition,
  after: FieldDefinition,
): Promise<Impact> {
  const table = `${quoteIdentifier(schema)}.${quoteIdentifier(entity.table)}`
  const living = `from ${table} t where t.tenant_id = $1::uuid and t.deleted_at is null`
  const { key } = before
  const { records, withValue } = await counts()
  const held = await heldValues()
  const isNewlyUnique = after.unique && !before.unique
  const removed = retiredChoices(before, after).filter((choice) =>
    choicesOf(before.schema).some((old) => old.const === choice.const),
  )
  return {
    records,
    withValue,
    failing: held.failing,
    missing: after.required ? records - withValue : 0,
    duplicates: isNewlyUnique ? await duplicates() : 0,
    removedOptions: removed.map((choice) => ({
      ...choice,
      records: held.byChoice.get(choice.const) ?? 0,
    })),
    samples: held.samples,
  }

  function query(text: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return tenantDb.query(tenantId, { text, values: [tenantId, ...values] })
  }

  async function counts(): Promise<{ records: number; withValue: number }> {
    const [row] = await query(
      `select count(*), count(*) filter (where t.custom -> $2::text is not null) ${living}`,
      key,
    )
    return { records: Number(row?.[0]), withValue: Number(row?.[1]) }
  }

  async function heldValues() {
    const validate = compileValidator(withEnums(fieldProperty({ ...after, required: true }).schema))
    const byChoice = new Map<string, number>()
    const samples: { id: string; message: string }[] = []
    let failing = 0
    let last: string | null = null
    for (;;) {
      const rows: readonly Row[] = await query(
        `select t.id, t.custom -> $2::text ${living} and t.custom -> $2::text is not null and ($3::uuid is null or t.id > $3) order by t.id limit ${PAGE}`,
        key,
        last,
      )
      for (const [id, value] of rows) {
        for (const one of [value].flat())
          if (typeof one === 'string') byChoice.set(one, (byChoice.get(one) ?? 0) + 1)
        if (validate(value)) continue
        failing += 1
        if (samples.length < SAMPLES)
          samples.push({
            id: id as string,
            message: faultsOf(validate.errors)[0]?.message ?? 'is not valid',
          })
      }
      last = (rows.at(-1)?.[0] as string | undefined) ?? null
      if (rows.length < PAGE) return { failing, samples, byChoice }
    }
  }

  async function duplicates(): Promise<number> {
    const [row] = await query(
      `select coalesce(sum(n), 0) from (select count(*) as n ${living} and t.custom ->> $2::text is not null group by t.custom ->> $2::text having count(*) > 1) d`,
      key,
    )
    return Number(row?.[0])
  }
}
