import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { type Command, InvalidArgumentError, Option } from 'commander'

import type { RequestContext } from '../../identity/request-context.ts'
import type { StoredImport } from '../../imports/stored-import.ts'
import type { Engine } from '../../kernel/engine.ts'
import { errors } from '../errors.ts'
import { followImport, withWorker } from '../follow-import.ts'
import { assertNewFile } from '../new-file.ts'
import { answer, bad, good, note } from '../output.ts'
import { withTenant } from '../with-tenant.ts'

interface ImportCommandOptions {
  readonly tenant: string
  readonly map?: Readonly<Record<string, string | null>>
  readonly match?: string
  readonly default?: Readonly<Record<string, unknown>>
  readonly errors?: string
  readonly header: boolean
  readonly [option: string]: unknown
}

/** `crmkit import contacts people.csv`: the upload and the run of `POST /imports`, with a progress bar. */
export function registerImport(program: Command): void {
  program
    .command('import')
    .description(
      'Import a CSV file: finds out how it is written and what its columns mean, and can be undone',
    )
    .argument('<plural>', 'contacts, companies, …')
    .argument('<file>', 'CSV file, or - for standard input')
    .requiredOption('-t, --tenant <key>', 'tenant, by its key or id')
    .addOption(
      new Option('--mode <mode>', 'make records, change those there are, or both')
        .choices(['create', 'update', 'upsert'])
        .default('create'),
    )
    .option('--match <targets>', 'fields that tell whether a record is there, separated by commas')
    .option(
      '--map <header=target>',
      'where a column goes, "Cell=phones[mobile]"; without a target it is left out; may be repeated',
      mapping,
    )
    .addOption(
      new Option('--unknown-columns <what>', 'what becomes of columns nobody knows')
        .choices(['refuse', 'ignore', 'keep'])
        .default('refuse'),
    )
    .addOption(
      new Option('--link-missing <what>', 'what becomes of a company that is not there')
        .choices(['create', 'refuse'])
        .default('create'),
    )
    .addOption(
      new Option('--lists <how>', 'whether entries are added to lists or replace them')
        .choices(['add', 'replace'])
        .default('add'),
    )
    .addOption(
      new Option('--empty-cells <what>', 'whether an empty cell leaves a field or clears it')
        .choices(['keep', 'clear'])
        .default('keep'),
    )
    .option(
      '--default <field=value>',
      'value of new records whose row has none; JSON or text; may be repeated',
      defaults,
    )
    .option('--date-format <tokens>', 'M/d/yyyy, dd.MM.yyyy HH:mm (default: found out)')
    .option('--time-zone <zone>', 'zone of times that name none (default: UTC)')
    .addOption(
      new Option('--decimal <sign>', 'decimal sign of numbers').choices(['.', ',']).default('.'),
    )
    .option('--country <code>', 'country of phone numbers that name none: US')
    .option('--currency <code>', 'currency of amounts whose row names none: EUR')
    .option('--delimiter <character>', 'default: found out')
    .option('--encoding <name>', 'utf-8, utf-16le, windows-1252, … (default: found out)')
    .option('--no-header', 'the first row is data; columns are named "column 1", …')
    .option('--dry-run', 'count and check everything, write nothing')
    .option('--errors <file>', 'write refused rows to a CSV file, to mend and import again')
    .addHelpText(
      'after',
      `
Examples:
  $ crmkit import contacts people.csv -t acme --mode upsert --country US --errors refused.csv
  $ crmkit import companies accounts.csv -t acme --map "office_location=country" --currency USD --dry-run`,
    )
    .action(
      async (plural: string, file: string, options: ImportCommandOptions, command: Command) => {
        assertNewFile(options.errors)
        await withTenant(command, options.tenant, async (engine, context) => {
          const started = await upload(engine, context, plural, file, options)
          const ended = await withWorker(engine, () => followImport(engine, context, started))
          if (options.errors !== undefined && ended.counters.refused > 0)
            await writeErrors(engine, context, ended, options.errors)
          answer(command, summary(ended), lines(ended, options.errors))
          if (ended.state !== 'done')
            throw errors.IMPORT_FAILED({
              id: ended.id,
              state: ended.state,
              reason: ended.failure?.message ?? '',
            })
        })
      },
    )
}

async function upload(
  engine: Engine,
  context: RequestContext,
  plural: string,
  file: string,
  options: ImportCommandOptions,
): Promise<StoredImport> {
  const { tenant: _, map, match, default: initial, errors: __, header, ...rest } = options
  const asked = {
    ...rest,
    entity: plural,
    ...(map === undefined ? {} : { mapping: map }),
    ...(match === undefined ? {} : { match: match.split(',').map((target) => target.trim()) }),
    ...(initial === undefined ? {} : { defaults: initial }),
    ...(header ? {} : { header: false }),
    ...(file === '-' ? {} : { fileName: basename(file) }),
  }
  const stream = file === '-' ? process.stdin : createReadStream(file)
  // A missing file is told before the engine makes an import for it.
  if (file !== '-') await stat(file)
  return engine.imports.service.start(context, asked, stream as AsyncIterable<Uint8Array>)
}

async function writeErrors(
  engine: Engine,
  context: RequestContext,
  ended: StoredImport,
  file: string,
): Promise<void> {
  const rows: Readable = engine.imports.refused.csv(context.tenantId, ended)
  // Never over a file that is there: it may be the one somebody is mending.
  await pipeline(rows, createWriteStream(file, { flags: 'wx' }))
  note(`Refused rows are in ${file}.`)
}

function summary({ id, state, dryRun, counters }: StoredImport): Record<string, unknown> {
  return { id, state, dryRun, ...counters }
}

function lines({ id, dryRun, counters }: StoredImport, errorsFile: string | undefined): string[] {
  const { rows, created, updated, unchanged, refused, linked } = counters
  const would = dryRun ? 'Would be: ' : ''
  const counts = `${would}${created} created, ${updated} updated, ${unchanged} unchanged, ${linked} linked records made.`
  const told = refused > 0 && errorsFile === undefined ? ' See them with --errors <file>.' : ''
  return [
    `${good(`${rows} rows read.`)} ${counts}`,
    ...(refused > 0 ? [`${bad(`${refused} rows refused.`)}${told}`] : []),
    ...(dryRun ? [] : [`Take it back with: crmkit undo-import ${id}`]),
  ]
}

function mapping(
  text: string,
  before: Record<string, string | null> = {},
): Record<string, string | null> {
  const at = text.lastIndexOf('=')
  if (at < 1) throw new InvalidArgumentError('Expected header=target.')
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) || null }
}

function defaults(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Expected field=value.')
  return { ...before, [text.slice(0, at)]: jsonOrText(text.slice(at + 1)) }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
