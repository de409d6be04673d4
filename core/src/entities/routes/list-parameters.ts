import type { JsonSchema } from '../../base/validator.ts'
import { MAX_SKIP } from '../list-query/list-query.ts'

const text = (description: string, example?: string): JsonSchema => ({
  type: 'string',
  description,
  ...(example ? { examples: [example] } : {}),
})

const fields = text('Fields to answer, separated by commas; `id` always comes along.', 'name,email')
const include = text(
  'Relations to answer with each record, separated by commas; two levels: `company.parent`.',
  'company',
)

/** Query parameters of a single record. */
export const recordParameters: Readonly<Record<string, JsonSchema>> = { fields, include }

/** Which records, and in what order: shared by lists and exports. */
export const selectParameters: Readonly<Record<string, JsonSchema>> = {
  filter: {
    type: 'string',
    contentMediaType: 'application/json',
    contentSchema: { $ref: '#/components/schemas/Filter' },
    description: 'Filter document as JSON.',
    examples: ['{"createdAt":{"within":"last 7 days"}}'],
  },
  q: {
    type: 'string',
    maxLength: 200,
    description: 'Fragment of a name, e-mail, …: all words must occur.',
  },
  sort: text(
    'Fields separated by commas, `-` for descending; default `-createdAt`.',
    '-createdAt,name',
  ),
  fields,
  deleted: {
    enum: ['living', 'deleted', 'all'],
    default: 'living',
    description: 'Which records by life.',
  },
}

/** Query parameters of a list. */
export const listParameters: Readonly<Record<string, JsonSchema>> = {
  limit: { type: 'integer', minimum: 1, maximum: 200, default: 25, description: 'Records a page.' },
  cursor: text('`page.next` or `page.prev` of an earlier answer to the same query.'),
  skip: {
    type: 'integer',
    minimum: 0,
    maximum: MAX_SKIP,
    default: 0,
    description:
      'Records to pass over, from the beginning or from the cursor: for a jump; `page.next` goes on cheaper.',
  },
  ...selectParameters,
  include,
  count: {
    enum: ['none', 'estimate', 'exact'],
    default: 'none',
    description: 'How `page.total` is found: not at all, from the planner, or by counting.',
  },
}
