/**
 * One piece of SQL text at a time: a comment, a quoted string, identifier or dollar-quoted body, a semicolon, anything
 * else. Comments nest only in PostgreSQL's block form, which migrations of ours do not nest.
 */
const PIECE =
  /--[^\n]*|\/\*[\s\S]*?\*\/|[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$[A-Za-z_0-9]*\$)[\s\S]*?\1|;|[\s\S]/g

/**
 * The statements of an SQL text. Sent as one string PostgreSQL would run them as one implicit transaction, which
 * `create index concurrently` refuses.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = []
  let current = ''
  for (const [piece] of sql.matchAll(PIECE)) {
    if (piece === ';') {
      statements.push(current)
      current = ''
    } else if (!isComment(piece)) {
      current += piece
    }
  }
  statements.push(current)
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== '')
}

function isComment(piece: string): boolean {
  return piece.startsWith('--') || piece.startsWith('/*')
}
