import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import ts from 'typescript'

const root = resolve(import.meta.dirname, '../..')

/** Members of an interface, without those it inherits. */
export function membersOf(file: string, name: string): string[] {
  const declaration = parse(file).statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  )
  if (!declaration || !ts.isInterfaceDeclaration(declaration))
    throw new Error(`${file} has no interface ${name} any more.`)
  return declaration.members.flatMap(({ name }) =>
    name && ts.isIdentifier(name) ? [name.text] : [],
  )
}

/** Paths of the properties of the JSON Schema that a file holds in a constant: `database.url`. */
export function schemaPaths(file: string, constant: string): string[] {
  return pathsIn(initializerOf(file, constant), '')
}

/** The number a constant of the file is, or a member of one: `DEFAULTS.max`. */
export function numberIn(file: string, path: string): number {
  const [constant = '', member] = path.split('.')
  const initializer = initializerOf(file, constant)
  const value =
    member === undefined
      ? initializer
      : propertiesOf(initializer).find(({ name }) => name === member)?.value
  if (!value || !ts.isNumericLiteral(value)) throw new Error(`${path} of ${file} is no number.`)
  return Number(value.text)
}

function pathsIn(schema: ts.Expression, prefix: string): string[] {
  return propertiesOf(schema).flatMap(({ name, value }) => {
    if (name === 'anyOf' && ts.isArrayLiteralExpression(value))
      return value.elements.flatMap((element) => pathsIn(element, prefix))
    if (name !== 'properties') return []
    return propertiesOf(value).flatMap((property) => {
      const inner = pathsIn(property.value, `${prefix}${property.name}.`)
      return inner.length > 0 ? inner : [`${prefix}${property.name}`]
    })
  })
}

function propertiesOf(expression: ts.Expression): { name: string; value: ts.Expression }[] {
  if (!ts.isObjectLiteralExpression(expression)) return []
  return expression.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && ts.isIdentifier(property.name)
      ? [{ name: property.name.text, value: property.initializer }]
      : [],
  )
}

function initializerOf(file: string, constant: string): ts.Expression {
  const found = parse(file)
    .statements.filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find(({ name }) => ts.isIdentifier(name) && name.text === constant)
  if (!found?.initializer) throw new Error(`${file} has no constant ${constant} any more.`)
  return found.initializer
}

function parse(file: string): ts.SourceFile {
  const text = readFileSync(resolve(root, file), 'utf8')
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
}
