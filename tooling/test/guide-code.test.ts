import { resolve } from 'node:path'

import { expect, test } from '@jest/globals'
import ts from 'typescript'

import { codeBlocksOf } from '../docs/code-blocks.ts'
import { readPages } from '../docs/markdown.ts'

const root = resolve(import.meta.dirname, '../..')
const minuteMs = 60_000

const engine = [
  `import { createCrm, definePlugin, writeLetter, type Crm, type CrmOptions, type PluginContext, type JsonSchema } from '@crmkit/core'`,
  `import { contacts } from '@crmkit/contacts'`,
  `import type {} from '@crmkit/activities'`,
]
const inPlugin = (code: string): string =>
  `const plugin = definePlugin({ name: 'activities', version: '1.0.0', engine: '^0.1.0', ${code} })`

interface Given {
  readonly before: readonly string[]
  /** Of a part of something: what stands around it. */
  readonly around?: (code: string) => string
}

/** What a block takes for granted because its page has told of it: by page, in the order of the page's blocks. */
const given: Readonly<Record<string, readonly Given[]>> = {
  'README.md': [
    {
      before: [
        `declare function sessionOf(raw: unknown): Promise<{ tenant: string; id: string; roles: string[] } | undefined>`,
      ],
    },
  ],
  'docs/guides/mount.md': [
    {
      before: [
        ...engine,
        `declare const url: string`,
        `declare const authenticate: NonNullable<CrmOptions['authenticate']>`,
      ],
    },
    {
      before: [
        ...engine,
        `type User = { id: string; name: string; email: string; organisationId: string; role: string }`,
        `declare function sessionOf(raw: unknown): Promise<User | undefined>`,
      ],
    },
    { before: [...engine, `declare const crm: Crm`, `declare const user: { id: string }`] },
    {
      before: [
        ...engine,
        `import type { Server } from 'node:http'`,
        `declare const crm: Crm`,
        `declare const server: Server`,
      ],
    },
  ],
  'docs/guides/embed.md': [
    {
      before: [
        ...engine,
        `import express, { type Request } from 'express'`,
        `type User = { id: string; name: string; email: string; organisationId: string; role: string }`,
        `declare module 'express-serve-static-core' { interface Request { session: { user?: User } } }`,
        `declare const crm: Crm`,
        `const app = express()`,
      ],
    },
  ],
  'docs/guides/mail.md': [
    { before: [...engine, `import { activities } from '@crmkit/activities'`] },
    {
      before: [
        ...engine,
        `declare const context: PluginContext`,
        `declare const contact: { id: string; email: string }`,
      ],
    },
  ],
  'docs/guides/activities.md': [
    {
      before: [
        ...engine,
        `import type { TimelineEntry } from '@crmkit/core'`,
        `declare function movesBefore(...given: unknown[]): Promise<TimelineEntry[]>`,
      ],
      around: inPlugin,
    },
  ],
  'docs/guides/live.md': [
    {
      before: [
        ...engine,
        `declare const voteCast: JsonSchema`,
        `declare const voteAsked: JsonSchema`,
        // A plugin's own events are typed by what \`crmkit types\` writes for it.
        `import type { EventDefinition, PermissionDefinition } from '@crmkit/core'`,
        `type Parts = { events: Record<string, EventDefinition>; permissions: Record<string, PermissionDefinition> }`,
      ],
      around: (code) => `const parts: Parts = { ${code} }`,
    },
    {
      before: [
        ...engine,
        `declare const context: { emit(name: string, payload: object, about: { entity: string; recordId: string } | { memberId: string }): Promise<void> }`,
        `declare const id: string, entity: string, recordId: string, memberId: string`,
      ],
    },
  ],
}

const blocks = readPages().flatMap((page) =>
  codeBlocksOf(page).filter(({ language, file }) => language === 'ts' && file === undefined),
)

test(
  'every TypeScript of the documentation compiles, against the sources of the packages',
  () => {
    expect(blocks.length).toBeGreaterThan(12)
    expect(faultsOf(blocks)).toEqual([])
    const [first] = blocks
    const broken = { ...first!, code: `${first!.code}\nconst count: number = 'text'\n` }
    expect(faultsOf([broken])).toHaveLength(1)
  },
  3 * minuteMs,
)

function faultsOf(list: typeof blocks): string[] {
  const texts = new Map(
    list.map((block) => {
      const onPage = blocks.filter(({ page }) => page === block.page)
      const at = onPage.findIndex(({ line }) => line === block.line)
      const { before = [], around = (code: string) => code } = given[block.page]?.[at] ?? {}
      // Where the repository is, so that the names of packages are found.
      const file = resolve(root, `${block.page.replace(/\W/g, '-')}-${String(block.line)}.ts`)
      const text = [...before, around(block.code), 'export {}'].join('\n')
      return [file, { block, text, before: before.length }] as const
    }),
  )
  const options = ts.parseJsonConfigFileContent(
    ts.readConfigFile(resolve(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path)).config,
    ts.sys,
    root,
  ).options
  const host = ts.createCompilerHost({ ...options, noEmit: true })
  const disk = { ...host }
  host.fileExists = (path) => texts.has(path) || disk.fileExists(path)
  host.readFile = (path) => texts.get(path)?.text ?? disk.readFile(path)
  host.getSourceFile = (path, version, ...rest) => {
    const text = texts.get(path)?.text
    return text === undefined
      ? disk.getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version)
  }
  const dom = ['lib.dom.d.ts', 'lib.dom.iterable.d.ts']
  const program = ts.createProgram(
    [...texts.keys()],
    { ...options, noEmit: true, lib: [...(options.lib ?? []), ...dom] },
    host,
  )
  return [...texts].flatMap(([path, { block, before }]) => {
    const file = program.getSourceFile(path)
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start = 0 }) => {
        const inFile = file ? file.getLineAndCharacterOfPosition(start).line : 0
        const line = block.line + 1 + inFile - before
        return `${block.page}:${String(line)} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
      },
    )
  })
}
