import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { type Command, Option } from 'commander'

import type { Call } from '../../http/route.ts'
import type { RequestContext } from '../../identity/request-context.ts'
import type { Engine } from '../../kernel/engine.ts'
import { errors } from '../errors.ts'
import { assertNewFile } from '../new-file.ts'
import { note } from '../output.ts'
import { withTenant } from '../with-tenant.ts'

interface ExportOptions {
  readonly tenant: string
  readonly format: 'csv' | 'jsonl'
  readonly filter?: string
  readonly q?: string
  readonly sort?: string
  readonly fields?: string
  readonly deleted?: string
  readonly out?: string
}

export function registerExport(program: Command): void {
  program
    .command('export')
    .description(
      'Write all records of a kind as CSV or JSON Lines, page by page: memory stays flat whatever the size',
    )
    .argument('<plural>', 'contacts, companies, …')
    .requiredOption('-t, --tenant <key>', 'tenant, by its key or id')
    .addOption(
      new Option('--format <format>', 'form of the file').choices(['csv', 'jsonl']).default('csv'),
    )
    .option('--filter <json>', 'only records that fit, as in the API: \'{"status":"customer"}\'')
    .option('--q <words>', 'only records whose name, e-mail, … holds the words')
    .option('--sort <fields>', 'lastName,-createdAt (default: newest first)')
    .option('--fields <fields>', 'columns, separated by commas (default: all)')
    .addOption(
      new Option('--deleted <which>', 'records by life').choices(['living', 'deleted', 'all']),
    )
    .option('-o, --out <file>', 'write to a file instead of standard output')
    .addHelpText(
      'after',
      `
Example:
  $ crmkit export contacts -t acme --filter '{"status":"customer"}' --fields name,email -o customers.csv`,
    )
    .action(async (plural: string, options: ExportOptions, command: Command) => {
      assertNewFile(options.out)
      await withTenant(command, options.tenant, async (engine, context) => {
        const body = await exported(engine, context, plural, options)
        if (options.out === undefined) return pipeline(body, process.stdout, { end: false })
        // Never over a file that is there: a mistyped name must not cost somebody their data.
        await pipeline(body, createWriteStream(options.out, { flags: 'wx' }))
        note(`Written to ${options.out}.`)
      })
    })
}

/** The very answer of `GET /<plural>/export`, for the engine itself. */
async function exported(
  engine: Engine,
  context: RequestContext,
  plural: string,
  options: ExportOptions,
): Promise<Readable> {
  const { registry } = engine.manifest
  const entity = registry.byPlural(plural)
  if (!entity) {
    const known = [...registry.entities.values()].map((one) => one.plural).join(', ')
    throw errors.ENTITY_UNKNOWN({ plural, known })
  }
  const { exportRoute } = await import('../../entities/routes/export-route.ts')
  const { tenant: _, out: __, ...query } = options
  const rawQuery = new URLSearchParams(query as Record<string, string>).toString()
  const call: Pick<Call, 'context' | 'rawQuery'> = { context, rawQuery }
  const { body } = await exportRoute(entity, engine.reader, engine.customFields.source).handler(
    call as Call,
  )
  return body as Readable
}
