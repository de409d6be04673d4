import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The parts of a custom-elements manifest (schema 1.0.0) that are used here. */
export interface Manifest {
  readonly schemaVersion: string
  readonly readme: string
  readonly modules: readonly ManifestModule[]
}

export interface ManifestModule {
  readonly kind: string
  readonly path: string
  readonly declarations: readonly ElementDeclaration[]
  readonly exports: readonly object[]
}

export interface ElementDeclaration {
  readonly kind: string
  readonly name: string
  readonly tagName: string
  readonly customElement: true
  readonly description: string
  readonly attributes: readonly ManifestAttribute[]
  readonly members: readonly ManifestMember[]
  readonly events: readonly Named[]
  readonly slots: readonly Named[]
  readonly cssParts: readonly Named[]
  readonly cssStates: readonly Named[]
}

export interface Named {
  readonly name: string
  readonly description?: string
  readonly type?: { readonly text: string }
}

export interface ManifestAttribute extends Named {
  readonly fieldName?: string
  readonly default?: string
}

export interface ManifestMember extends Named {
  readonly kind: 'field' | 'method'
  readonly default?: string
  readonly attribute?: string
  readonly readonly?: boolean
  readonly return?: { readonly type?: { readonly text: string } }
  readonly parameters?: readonly Named[]
}

interface Analyzed {
  readonly modules: readonly {
    readonly path: string
    readonly declarations: readonly AnalyzedClass[]
  }[]
}

type AnalyzedMember = ManifestMember & { readonly privacy?: string; readonly static?: boolean }

interface AnalyzedClass extends Partial<Omit<ElementDeclaration, 'members'>> {
  readonly name: string
  readonly summary?: string
  readonly members?: readonly AnalyzedMember[]
}

/** States every element can be in, styled as `crm-record-list:state(loading)`. */
const STATES: readonly Named[] = [
  { name: 'loading', description: 'Asks the server and shows nothing else yet.' },
  { name: 'empty', description: 'The answer is nothing.' },
  { name: 'error', description: 'What was asked for could not be had.' },
  { name: 'stale', description: 'What is shown may have changed since.' },
  { name: 'offline', description: 'The server cannot be reached.' },
]

/** What a host may rely on, of every element with a tag: no private members, paths of the published modules. */
export function readManifest(): Manifest {
  const printed = execFileSync(process.execPath, ['tooling/elements/analyze.js'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  const { modules } = JSON.parse(printed) as Analyzed
  const tags = tagsByClass()
  const found = modules.flatMap(({ path, declarations }) =>
    declarations.flatMap((declaration) => {
      const tagName = tags.get(declaration.name)
      return tagName === undefined ? [] : [moduleOf(path, { ...declaration, tagName })]
    }),
  )
  return {
    schemaVersion: '1.0.0',
    readme: 'README.md',
    modules: found.sort((a, b) => (tagOf(a) < tagOf(b) ? -1 : 1)),
  }
}

/** The list `registerAll` goes by: `'crm-record': CrmRecord`. */
function tagsByClass(): ReadonlyMap<string, string> {
  const list = readFileSync('elements/src/elements.ts', 'utf8')
  const entries = [...list.matchAll(/'(crm-[a-z-]+)': (\w+)/g)]
  return new Map(entries.map(([, tag = '', name = '']) => [name, tag]))
}

function tagOf({ declarations }: ManifestModule): string {
  return declarations[0]?.tagName ?? ''
}

function moduleOf(
  path: string,
  { tagName, ...declaration }: AnalyzedClass & { tagName: string },
): ManifestModule {
  const published = `dist/${path.replace(/^src\//, '').replace(/\.ts$/, '.js')}`
  const reference = { name: declaration.name, module: published }
  return {
    kind: 'javascript-module',
    path: published,
    declarations: [publicPart({ ...declaration, tagName })],
    exports: [
      { kind: 'js', name: declaration.name, declaration: reference },
      {
        kind: 'custom-element-definition',
        name: tagName,
        declaration: { ...reference },
      },
    ],
  }
}

function publicPart(declaration: AnalyzedClass & { tagName: string }): ElementDeclaration {
  const members = (declaration.members ?? []).filter(isPublic)
  const fields = new Set(members.map(({ name }) => name))
  return {
    kind: 'class',
    name: declaration.name,
    tagName: declaration.tagName,
    customElement: true,
    description: declaration.description || (declaration.summary ?? ''),
    // A reactive property that is protected has an attribute in the analyzer's eyes, and none in the browser's.
    attributes: (declaration.attributes ?? [])
      .filter(({ fieldName }) => fieldName === undefined || fields.has(fieldName))
      .map(withoutOrigin),
    members: members.map(withoutOrigin),
    events: (declaration.events ?? []).map(withoutOrigin).map(withDetail),
    slots: (declaration.slots ?? []).map(withoutOrigin),
    cssParts: (declaration.cssParts ?? []).map(withoutOrigin),
    cssStates: declaration.tagName === 'crm-provider' ? [] : [...STATES],
  }
}

/** Methods Lit and the browser call. */
const CALLBACKS =
  /^(connectedCallback|disconnectedCallback|adoptedCallback|attributeChangedCallback|form\w+Callback)$/

function isPublic({ name, privacy, static: isStatic }: AnalyzedMember): boolean {
  const isHidden = privacy === 'private' || privacy === 'protected'
  return !isHidden && isStatic !== true && !name.startsWith('#') && !CALLBACKS.test(name)
}

/** `{id, record} - The record is there.` → the detail as code, then the sentence. */
function withDetail(event: Named): Named {
  const [, detail, text] = /^(\{[^}]*\}) - (.*)$/s.exec(event.description ?? '') ?? []
  return detail === undefined ? event : { ...event, description: `${text ?? ''} \`${detail}\`` }
}

/** Hosts see one list, whichever class a member comes from; its place in our sources is nobody's business. */
function withoutOrigin<T extends object>(item: T): T {
  const {
    inheritedFrom: _from,
    privacy: _privacy,
    ...rest
  } = item as T & {
    inheritedFrom?: unknown
    privacy?: unknown
  }
  return rest as T
}
