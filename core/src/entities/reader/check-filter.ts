import type { Entity } from '../entity.ts'
import { type QueryFaults, shown, step } from '../list-query/query-faults.ts'
import { allowedValues, expectedValue, isComparable, storedForm } from './check-value.ts'
import { type Condition, ME, type Scalar, type Test } from './condition.ts'
import {
  type Field,
  holdsValues,
  readableNames,
  type ResolvedPath,
  resolvePath,
  type Vocabulary,
} from './field.ts'
import { isOperator, type Operator, OPERATORS } from './operators.ts'
import { parseSpan, SPAN_WORDS } from './relative-span.ts'

const MAX_DEPTH = 10
const MAX_CONDITIONS = 100
const MAX_VALUES = 500

/** Checks a filter document against the fields an actor may read. After a fault the result is of no use. */
export function checkFilter(
  vocabulary: Vocabulary,
  entity: Entity,
  filter: unknown,
  faults: QueryFaults,
): Condition {
  const state = { conditions: 0 }
  return checkDocument(filter, 'filter', 1)

  function checkDocument(document: unknown, path: string, depth: number): Condition {
    if (depth > MAX_DEPTH) {
      faults.add(path, 'TOO_DEEP', `is nested more than ${MAX_DEPTH} levels deep.`)
      return ALWAYS
    }
    if (!isObject(document)) {
      faults.add(
        path,
        'WRONG_TYPE',
        `must be an object such as {"status":"customer"}, came ${shown(document)}.`,
      )
      return ALWAYS
    }
    return all(
      Object.entries(document).map(([key, value]): Condition => {
        const place = step(path, key)
        if (value === undefined) return ALWAYS
        if (key === 'not') return { type: 'not', part: checkDocument(value, place, depth + 1) }
        if (key === 'and' || key === 'or')
          return { type: key, parts: checkDocuments(value, place, depth) }
        return checkField(key, value, place)
      }),
    )
  }

  function checkDocuments(value: unknown, path: string, depth: number): Condition[] {
    if (!Array.isArray(value)) {
      faults.add(path, 'WRONG_TYPE', `must be a list of filters, came ${shown(value)}.`)
      return []
    }
    // A list of a million empty filters costs time here, before a single condition is counted.
    if (value.length > MAX_CONDITIONS) {
      faults.add(path, 'TOO_MANY', `takes at most ${MAX_CONDITIONS} filters, came ${value.length}.`)
      return []
    }
    return value.map((part, index) => checkDocument(part, step(path, index), depth + 1))
  }

  function checkField(key: string, value: unknown, path: string): Condition {
    const resolved = resolvePath(vocabulary, entity, key)
    if (!resolved) {
      faults.add(
        path,
        'UNKNOWN_FIELD',
        `is not a field of ${entity.name}. Fields are: ${readableNames(vocabulary, entity)}.`,
      )
      return ALWAYS
    }
    if (Array.isArray(value)) {
      faults.add(
        path,
        'WRONG_TYPE',
        'must be a value or an object of operators; for one of several values use {"in":[…]}.',
      )
      return ALWAYS
    }
    const tests = isObject(value)
      ? Object.entries(value).filter(([, operand]) => operand !== undefined)
      : [['eq', value] as const]
    if (tests.length === 0)
      faults.add(path, 'WRONG_TYPE', 'must name an operator, such as {"eq":…}.')
    const parts = tests.flatMap(([operator, operand]) =>
      checkTest(resolved, operator, operand, isObject(value) ? step(path, operator) : path),
    )
    return behind(resolved, all(parts))
  }

  function checkTest(
    { field }: ResolvedPath,
    name: string,
    operand: unknown,
    path: string,
  ): Condition[] {
    state.conditions += 1
    if (state.conditions === MAX_CONDITIONS + 1) {
      faults.add(path, 'TOO_MANY', `is one condition too many: a filter takes ${MAX_CONDITIONS}.`)
    }
    const operator = operatorOf(field, name)
    if (!operator) {
      const known = OPERATORS[field.kind].filter((one) => operatorOf(field, one)).join(', ')
      faults.add(
        path,
        'UNKNOWN_OPERATOR',
        `is not an operator of a ${field.kind} field. Use one of: ${known}.`,
      )
      return []
    }
    const test = testOf(field, operator, operand, path)
    return test ? [{ type: 'field', field, test }] : []
  }

  function testOf(
    field: Field,
    operator: Operator,
    operand: unknown,
    path: string,
  ): Test | undefined {
    switch (operator) {
      case 'isNull':
        if (typeof operand === 'boolean') return { operator: operand ? 'isNull' : 'isNotNull' }
        return wrong(path, 'true or false', operand)
      case 'in':
      case 'notIn':
        return listTest(field, operator, operand, path)
      case 'between':
        return betweenTest(field, operand, path)
      case 'contains':
      case 'startsWith':
        if (isComparable('text', operand)) return { operator, text: operand as string }
        return wrong(path, expectedValue('text'), operand)
      case 'within': {
        const span = typeof operand === 'string' ? parseSpan(operand) : undefined
        return span ? { operator, span } : wrong(path, `a span of time (${SPAN_WORDS})`, operand)
      }
      default:
        return compareTest(field, operator, operand, path)
    }
  }

  function compareTest(
    field: Field,
    operator: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'has',
    operand: unknown,
    path: string,
  ): Test | undefined {
    if (operand === null && operator === 'eq') return { operator: 'isNull' }
    if (operand === null && operator === 'ne') return { operator: 'isNotNull' }
    const isList = OPERATORS[field.kind].includes('has') && field.kind !== 'any'
    if (isList && operator !== 'has')
      return wrong(path, 'null, because the field is a list; use "has"', operand)
    const value = scalar(field, operand, path, operator === 'eq' || operator === 'ne')
    return value === undefined ? undefined : { operator, value }
  }

  function listTest(
    field: Field,
    operator: 'in' | 'notIn',
    operand: unknown,
    path: string,
  ): Test | undefined {
    if (!Array.isArray(operand)) return wrong(path, 'a list of values', operand)
    if (operand.length > MAX_VALUES) {
      faults.add(path, 'TOO_MANY', `takes at most ${MAX_VALUES} values, came ${operand.length}.`)
      return undefined
    }
    const values = operand.flatMap((item, index): Scalar[] => {
      const value = item === null ? undefined : scalar(field, item, step(path, index), true)
      return value === undefined ? [] : [value]
    })
    return { operator, values, orNull: operand.includes(null) }
  }

  function betweenTest(field: Field, operand: unknown, path: string): Test | undefined {
    if (!Array.isArray(operand) || operand.length !== 2)
      return wrong(path, 'a list of two values, both included', operand)
    const from = scalar(field, operand[0], step(path, 0), false)
    const to = scalar(field, operand[1], step(path, 1), false)
    return from === undefined || to === undefined ? undefined : { operator: 'between', from, to }
  }

  function scalar(field: Field, value: unknown, path: string, asEnum: boolean): Scalar | undefined {
    if (value === 'me' && isOfMember(field)) return ME
    if (!isComparable(field.kind, value)) return wrong(path, expectedOf(field), value)
    const stored = storedForm(field.property, value) as Scalar
    const allowed = asEnum ? allowedValues(field.property) : undefined
    if (allowed && !allowed.includes(stored))
      return wrong(path, `one of ${allowed.map(shown).join(', ')}`, value)
    return stored
  }

  function wrong(path: string, expected: string, came: unknown): undefined {
    faults.add(path, 'WRONG_TYPE', `must be ${expected}; came ${shown(came)}.`)
  }
}

const ALWAYS: Condition = { type: 'and', parts: [] }

function all(parts: readonly Condition[]): Condition {
  return parts.length === 1 && parts[0] ? parts[0] : { type: 'and', parts }
}

/** Several operators behind one relation are about the same related record. */
function behind({ ways }: ResolvedPath, condition: Condition): Condition {
  return ways.reduceRight<Condition>((part, way) => ({ type: 'related', way, part }), condition)
}

function operatorOf(field: Field, name: string): Operator | undefined {
  if (!isOperator(name) || !OPERATORS[field.kind].includes(name)) return undefined
  if (name === 'has' && field.kind === 'json')
    return field.source === 'column' && holdsValues(field.property) ? name : undefined
  return name
}

/** A field that holds members may be compared with `me`, so that one shared view shows everybody their own. */
function isOfMember({ property }: Field): boolean {
  return property?.relation?.entity === 'member'
}

function expectedOf(field: Field): string {
  return `${expectedValue(field.kind)}${isOfMember(field) ? ', or "me"' : ''}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
