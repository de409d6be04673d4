import type { DateTime } from 'luxon'

import type { PropertyKind } from '../property.ts'
import type { Scalar, Test } from './condition.ts'
import type { Field } from './field.ts'
import { kindOfValue, type Operand, operandOf, presenceOf } from './operand.ts'
import { momentIn, type Span } from './relative-span.ts'
import type { StatementScope } from './statement-scope.ts'
import { containsPattern, startsWithPattern } from './text-pattern.ts'

/** What a comparison looks at. */
export interface Subject {
  /** The value; one whose kind is not known is read as `unknownAs`. */
  operand(unknownAs: PropertyKind): Operand
  /** Null exactly when there is no value, of whatever kind. */
  readonly presence: string
  /** Nothing is known of its values: each value compared with decides. */
  readonly isUnknown: boolean
}

export function subjectOf(scope: StatementScope, field: Field, alias: string): Subject {
  return {
    operand: (unknownAs) => operandOf(scope, field, alias, unknownAs),
    get presence() {
      return presenceOf(scope, field, alias)
    },
    isUnknown: field.kind === 'any',
  }
}

const COMPARISONS = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** SQL condition of one comparison. */
export function testSql(scope: StatementScope, subject: Subject, test: Test): string {
  switch (test.operator) {
    case 'isNull':
      return `${subject.presence} is null`
    case 'isNotNull':
      return `${subject.presence} is not null`
    case 'between':
      return [
        testSql(scope, subject, { operator: 'gte', value: test.from }),
        testSql(scope, subject, { operator: 'lte', value: test.to }),
      ].join(' and ')
    case 'in':
    case 'notIn':
      return membership(scope, subject, test)
    case 'contains':
      return like(scope, subject.operand('text'), containsPattern(test.text))
    case 'startsWith':
      return like(scope, subject.operand('text'), startsWithPattern(test.text))
    case 'within':
      return within(scope, subject.operand('date-time'), test.span)
    case 'has':
      return holds(scope, subject.operand('text-list'), test.value)
    default: {
      const operand = subject.operand(kindOfValue(test.value))
      const place = scope.params.compared(() => test.value, operand.type)
      // `<>` would lose the records without a value, which surely do not have this one.
      if (test.operator === 'ne') return `${operand.sql} is distinct from ${place}`
      return `${operand.sql} ${COMPARISONS[test.operator]} ${place}`
    }
  }
}

function membership(
  { params }: StatementScope,
  subject: Subject,
  { operator, values, orNull }: Test & { operator: 'in' | 'notIn' },
): string {
  const parts = byType(subject, values).map((some) => {
    const { sql, type } = subject.operand(kindOfValue(some[0]))
    const place = params.compared(() => some, `${type}[]`)
    return operator === 'in'
      ? `${sql} = any(${place})`
      : `(${sql} is null or ${sql} <> all(${place}))`
  })
  if (operator === 'in') return either(orNull ? [...parts, `${subject.presence} is null`] : parts)
  return [...parts, ...(orNull ? [`${subject.presence} is not null`] : [])].join(' and ') || 'true'
}

/** Values for a field of unknown kind may be of several types; each is compared as its own. */
function byType({ isUnknown }: Subject, values: readonly Scalar[]): readonly (readonly Scalar[])[] {
  if (values.length === 0) return []
  if (!isUnknown) return [values]
  return ['string', 'number', 'boolean']
    .map((type) => values.filter((value) => typeof value === type))
    .filter((some) => some.length > 0)
}

/** An empty choice is false: read as "no condition", an empty list of ids would show everything (Directus CVE-2024-39701). */
function either(parts: readonly string[]): string {
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`
}

/** Without regard to case. The pattern is lowered once, in a sub-select, not for every row. */
function like({ params }: StatementScope, { sql }: Operand, pattern: string): string {
  return `lower(${sql}) like (select lower(${params.add(pattern)}::text))`
}

function holds(
  { params }: StatementScope,
  { sql, type, kind, jsonList }: Operand,
  value: Scalar,
): string {
  if (jsonList) {
    const jsonType = { string: 'text', number: 'numeric', boolean: 'boolean' }[
      typeof value as 'string'
    ]
    return `${sql} @> to_jsonb(${params.compared(() => value, jsonType)})`
  }
  const place = params.compared(() => value, type)
  if (kind === 'json')
    return `${sql}::jsonb @> jsonb_build_array(jsonb_build_object('value', ${place}))`
  return `${place} = any(${sql}::${type}[])`
}

function within(
  scope: StatementScope,
  { sql, type, kind }: Operand,
  span: (now: DateTime) => Span,
): string {
  const bound = (end: keyof Span): string =>
    scope.params.compared(({ context, now }) => {
      const moment = span(momentIn(scope.timeZone(context), now))[end]
      return kind === 'date' ? moment.toISODate() : moment.toISO()
    }, type)
  return `${sql} >= ${bound('from')} and ${sql} < ${bound('to')}`
}
