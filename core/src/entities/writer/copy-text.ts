/** Rows in the text format of COPY (PostgreSQL manual, COPY, "Text Format"): tabs between columns, `\N` for null. */
export function copyText(rows: readonly (readonly unknown[])[]): string {
  let text = ''
  for (const row of rows) {
    let line = ''
    for (let index = 0; index < row.length; index++) {
      if (index > 0) line += '\t'
      line += field(row[index])
    }
    text += `${line}\n`
  }
  return text
}

function field(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return escape(value)
    case 'number':
      return String(value)
    case 'boolean':
      return value ? 't' : 'f'
    default:
      if (value === null || value === undefined) return '\\N'
      return escape(
        Array.isArray(value)
          ? arrayLiteral(value as (string | number | null)[])
          : JSON.stringify(value),
      )
  }
}

const SPECIAL = /[\\\t\n\r]/
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}

function escape(text: string): string {
  return SPECIAL.test(text)
    ? text.replace(/[\\\t\n\r]/g, (letter) => ESCAPES[letter] ?? letter)
    : text
}

/** A list of texts or numbers as PostgreSQL writes arrays: `{"a","b"}`. */
function arrayLiteral(list: readonly (string | number | null)[]): string {
  const items = list.map((item) =>
    item === null ? 'null' : `"${String(item).replace(/[\\"]/g, '\\$&')}"`,
  )
  return `{${items.join(',')}}`
}
