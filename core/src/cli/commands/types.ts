import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

import type { Command } from 'commander'

import type { Entity } from '../../entities/entity.ts'
import { errors } from '../errors.ts'
import { loadConfig } from '../load-config.ts'
import { answer, globalOptions, good } from '../output.ts'

interface TypesOptions {
  readonly check?: boolean
  readonly client?: string
}

export function registerTypes(program: Command): void {
  program
    .command('types')
    .description(
      'Write src/types.generated.ts of each plugin of your own: the types of its entities, events, jobs and settings.\nPlugins installed as packages bring theirs along.',
    )
    .option(
      '--client <folder>',
      'also write types.ts and client.ts of everything loaded, for your front end',
    )
    .option('--check', 'write nothing; exit code 1 when a file is not up to date, for CI')
    .action(async ({ check = false, client }: TypesOptions, command: Command) => {
      const { options } = await loadConfig(globalOptions(command).config)
      const { composeOptions } = await import('../open-engine.ts')
      const { generateContract } = await import('../../testing/generate-contract.ts')
      const entities = [...composeOptions(options).registry.entities.values()]
      const plugins = options.plugins
      const stale = [
        ...(await generateContract({ plugins, check })),
        ...(client === undefined ? [] : await writeClient(entities, client, check)),
      ].map((file) => relative(process.cwd(), file))
      if (check && stale.length > 0) {
        const again = `crmkit types${client === undefined ? '' : ` --client ${client}`}`
        throw errors.STALE({ command: again, files: stale.map((file) => `  ${file}`).join('\n') })
      }
      answer(command, { written: stale }, [
        ...stale.map((file) => `wrote ${file}`),
        ...(stale.length === 0 ? [good('All types are up to date.')] : []),
      ])
    })
}

/** Gives the files that were not up to date. */
async function writeClient(
  entities: readonly Entity[],
  folder: string,
  check: boolean,
): Promise<string[]> {
  const { clientModule, entityTypes } = await import('../../contract/type-declarations.ts')
  const client = '@crmkit/schemas/client'
  const files = {
    'types.ts': await entityTypes(entities),
    'client.ts': clientModule(entities, { types: './types.ts', client }),
  }
  const stale: string[] = []
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    if ((await readFile(path, 'utf8').catch(() => undefined)) === text) continue
    stale.push(path)
    if (check) continue
    await mkdir(folder, { recursive: true })
    await writeFile(path, text)
  }
  return stale
}
