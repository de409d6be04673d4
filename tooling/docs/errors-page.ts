import { type Catalogue, type CataloguedError, statusConflicts } from './error-catalogues.ts'
import { remedies } from './remedies.ts'

/** `docs/reference/errors.md`: every code under a heading of its own, so that the `type` of a problem ends in one. */
export function errorsPage(catalogues: readonly Catalogue[]): string {
  const conflicts = statusConflicts(catalogues)
  if (conflicts.length > 0) throw new Error(conflicts.join('\n'))
  const known = new Set(catalogues.flatMap(({ errors }) => errors.map(({ code }) => code)))
  const needless = Object.keys(remedies).filter((code) => !known.has(code))
  if (needless.length > 0) throw new Error(`There is no error ${needless.join(', ')} to mend.`)
  return [introduction, ...catalogues.map((catalogue) => section(catalogue, catalogues))].join('\n')
}

const introduction = `# Errors

<!-- Written by \`npm run codegen\` from the errors.ts of every floor and plugin, and tooling/docs/remedies.ts. -->

Every refusal over HTTP is \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)); in process it is a \`CrmError\` with the same
\`code\`, \`status\`, \`message\` (as \`detail\`), \`details\` and \`faults\` (as \`errors\`). How an answer looks: [HTTP](http.md#errors).

- A code is API: programs compare it, and it is never renamed or reused. The text may change.
- \`type\` is \`https://crmkit.dev/errors/\` and the code; each code is a heading here. \`{places}\` are filled in, and are members of \`details\`.
- An error of status 500 is for whoever runs the engine: it stops the start, or stands in the log under the request id. The client sees \`INTERNAL\`.
- 429 and 503 carry \`Retry-After\` in seconds: wait, and send the same again.
`

/** What the errors of a floor are about. */
const subjects: Readonly<Record<string, string>> = {
  database: 'PostgreSQL: values it refuses, migrations, the embedded server.',
  tenancy: 'Tenants, and the one door to their data.',
  identity: 'Who asks, API keys and roles.',
  http: 'Every call of the API.',
  jobs: 'Background work.',
  changes: 'The audit trail.',
  mail: 'Mail that is sent.',
  entities: 'Records: lists and writes.',
  'custom-fields': 'Fields a tenant adds.',
  timeline: 'What happened to a record.',
  imports: 'CSV files.',
  live: 'The live feed.',
  contract: 'OpenAPI and the documentation page.',
  kernel: 'Starting, plugins, settings.',
  cli: 'The command `crmkit`: a status of 400 is exit code 2, any other 1.',
}

function section(catalogue: Catalogue, all: readonly Catalogue[]): string {
  const { home, isPlugin } = catalogue
  const own = new Map(
    catalogue.errors
      .filter(({ code }) => firstHome(code, all) === home)
      .map((error) => [error.code, error]),
  )
  if (own.size === 0) return ''
  const subject = subjects[home]
  return [
    `## ${isPlugin ? `Plugin ${home}` : `Floor ${home}`}\n`,
    ...(subject === undefined ? [] : [`${subject}\n`]),
    ...[...own.values()].map((error) => entry(error, all)),
  ].join('\n')
}

function firstHome(code: string, all: readonly Catalogue[]): string | undefined {
  return all.find(({ errors }) => errors.some((error) => error.code === code))?.home
}

/** A code that several floors use is told once, with what each of them says. */
function entry({ code, status }: CataloguedError, all: readonly Catalogue[]): string {
  const messages = all.flatMap(({ errors }) =>
    errors.filter((error) => error.code === code).map(({ message }) => message),
  )
  const [first = '', ...others] = [...new Set(messages)].map(asMarkdown)
  const remedy = remedies[code]
  const paragraphs = [
    `### ${code}`,
    `**${status}** ${first}`,
    ...others.map((text) => `Or: ${text}`),
  ]
  return (
    [...paragraphs, ...(remedy === undefined ? [] : [`→ ${remedy}`]), ''].join('\n\n').trimEnd() +
    '\n'
  )
}

function asMarkdown(message: string): string {
  return message.replace(/[<*`_]/g, '\\$&').replaceAll('\n', '  \n')
}
