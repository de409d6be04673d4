import type { ElementDeclaration, Manifest } from './manifest.ts'

const NOTE = '// Written by npm run codegen from custom-elements.json.'

/** `src/react/index.ts`: a component for each element, for React 18 and for React 19 where a tag is defined late. */
export function reactComponents({ modules }: Manifest): string {
  const elements = modules.flatMap(({ path, declarations }) =>
    declarations.map((declaration) => ({ path, declaration })),
  )
  const imports = elements.flatMap(({ path, declaration: { name, tagName } }) => [
    `import '../define/${tagName}.ts'`,
    `import { ${name} as ${name}Element } from '../${sourceOf(path)}'`,
  ])
  return [
    NOTE,
    ...imports.filter((line) => line.startsWith("import '")).sort(),
    '',
    "import { createComponent, type EventName } from '@lit/react'",
    "import * as React from 'react'",
    '',
    ...imports.filter((line) => !line.startsWith("import '")).sort(byPath),
    '',
    'type DataEvent = EventName<CustomEvent>',
    '',
    ...elements.flatMap(({ declaration }) => component(declaration)),
  ].join('\n')
}

function component({ name, tagName, description, events }: ElementDeclaration): string[] {
  return [
    `/** ${oneLine(description)} */`,
    `export const ${name} = createComponent({`,
    '  react: React,',
    `  tagName: '${tagName}',`,
    `  elementClass: ${name}Element,`,
    '  events: {',
    ...events.map((event) => `    ${handlerOf(event.name)}: '${event.name}' as DataEvent,`),
    '  },',
    '})',
    '',
  ]
}

/** `src/jsx.ts`: what the tags take, for JSX without the components: React 19, Preact, Solid. */
export function jsxTypes({ modules }: Manifest): string {
  const elements = modules.flatMap(({ path, declarations }) =>
    declarations.map((declaration) => ({ path, declaration })),
  )
  return [
    NOTE,
    "import type { DetailedHTMLProps, HTMLAttributes } from 'react'",
    '',
    ...elements
      .map(
        ({ path, declaration: { name } }) => `import type { ${name} } from './${sourceOf(path)}'`,
      )
      .sort(byPath),
    '',
    'type Tag<E extends HTMLElement, Property extends keyof E, Attribute extends string, Event extends string> =',
    '  Pick<DetailedHTMLProps<HTMLAttributes<E>, E>, Exclude<keyof HTMLAttributes<E>, Property> | "ref" | "key"> &',
    '    Partial<Pick<E, Property>> & { readonly [Name in Exclude<Attribute, Property>]?: string | number | boolean } & {',
    '      readonly [Name in Event as `on${Name}`]?: (event: CustomEvent) => void',
    '    }',
    '',
    '/** Attributes, properties and events of every tag. */',
    'export interface CrmElementTags {',
    ...elements.flatMap(({ declaration }) => tag(declaration)),
    '}',
    '',
    "declare module 'react' {",
    '  namespace JSX {',
    '    interface IntrinsicElements extends CrmElementTags {}',
    '  }',
    '}',
    '',
  ].join('\n')
}

function tag({ name, tagName, members, attributes, events }: ElementDeclaration): string[] {
  const properties = members
    .filter(({ kind, readonly }) => kind === 'field' && readonly !== true)
    .map((member) => member.name)
  return [
    `  /** ${tagName} */`,
    `  '${tagName}': Tag<`,
    `    ${name},`,
    `    ${union(properties)},`,
    `    ${union(attributes.map((attribute) => attribute.name))},`,
    `    ${union(events.map((event) => event.name))}`,
    '  >',
  ]
}

function union(names: readonly string[]): string {
  return names.length === 0 ? 'never' : names.map((name) => `'${name}'`).join(' | ')
}

/** `crm-before-row-open` → `onCrmBeforeRowOpen` */
function handlerOf(event: string): string {
  return `on-${event}`.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function sourceOf(path: string): string {
  return path.replace(/^dist\//, '').replace(/\.js$/, '.ts')
}

function byPath(a: string, b: string): number {
  const [pathA = '', pathB = ''] = [a, b].map((line) => line.split(" from '")[1])
  return pathA < pathB ? -1 : 1
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('*/', '*\\/').trim()
}
