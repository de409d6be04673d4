import { readFileSync } from 'node:fs'

import type { ElementDeclaration, Manifest, ManifestMember, Named } from './manifest.ts'

/** `docs/reference/elements.md`: what every element takes, tells and shows. */
export function referencePage({ modules }: Manifest): string {
  const elements = modules.flatMap(({ declarations }) => declarations)
  return [
    '# Elements',
    '',
    '<!-- Written by npm run codegen from the doc blocks of the classes. -->',
    '',
    'Web components for the pages of your product, from `@crmkit/elements`. Every one of them is inside a [`crm-provider`](#crm-provider), or has its own `client`.',
    '',
    '```ts',
    "import { registerAll } from '@crmkit/elements'",
    '',
    'registerAll()',
    '```',
    '',
    'A bundle that needs some of them imports each by its tag: `@crmkit/elements/define/crm-record-list.js`. React components are in `@crmkit/elements/react`, types of the tags for JSX in `@crmkit/elements/jsx`.',
    '',
    'Names of events begin with `crm-`. They bubble and cross shadow roots. `crm-before-…` asks before something happens: `event.preventDefault()` stops it, `event.detail.respondWith(promise)` lets you decide later (`false` or a rejection stops it).',
    '',
    ...elements.flatMap(section),
    '## States',
    '',
    'Of every element but the provider, for your style sheet: `crm-record-list:state(offline) { … }`.',
    '',
    ...table(
      ['state', 'meaning'],
      (elements.find(({ cssStates }) => cssStates.length > 0)?.cssStates ?? []).map((state) => [
        code(state.name),
        text(state),
      ]),
    ),
    '## Tokens',
    '',
    'Custom properties you set on any element above ours, or through `provider.appearance`. Two values are those of light and of dark.',
    '',
    ...table(['token', 'default'], tokens()),
  ].join('\n')
}

function section(element: ElementDeclaration): string[] {
  const { tagName, description, attributes, members, events, slots, cssParts } = element
  const isInAttributes = new Set(attributes.map(({ fieldName }) => fieldName))
  const fields = members.filter(({ kind, name }) => kind === 'field' && !isInAttributes.has(name))
  const methods = members.filter(({ kind }) => kind === 'method')
  return [
    `## ${tagName}`,
    '',
    description.replace(/\s+/g, ' ').trim(),
    '',
    ...table(
      ['attribute', 'property', 'type', 'default', 'meaning'],
      attributes.map((attribute) => [
        code(attribute.name),
        code(attribute.fieldName ?? ''),
        code(attribute.type?.text ?? ''),
        code(attribute.default ?? ''),
        text(attribute),
      ]),
    ),
    ...table(
      ['property', 'type', 'meaning'],
      fields.map((field) => [
        code(field.name),
        code(field.type?.text ?? ''),
        text(field) + (field.readonly === true ? ' Read-only.' : ''),
      ]),
    ),
    ...table(
      ['method', 'meaning'],
      methods.map((method) => [code(signature(method)), text(method)]),
    ),
    ...table(
      ['event', 'told when'],
      events.map((event) => [code(event.name), text(event)]),
    ),
    ...table(
      ['slot', 'holds'],
      slots.map((slot) => [slot.name === '' ? '(default)' : code(slot.name), text(slot)]),
    ),
    ...table(
      ['part', 'is'],
      cssParts.map((part) => [code(part.name), text(part)]),
    ),
  ]
}

function signature({ name, parameters = [], return: answer }: ManifestMember): string {
  const takes = parameters.map((parameter) => parameter.name).join(', ')
  return `${name}(${takes}): ${answer?.type?.text ?? 'void'}`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line), '']
}

function code(value: string): string {
  return value === '' ? '' : `\`${value.replace(/\s+/g, ' ').replaceAll('|', '\\|')}\``
}

function text({ description = '' }: Named): string {
  return description.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()
}

/** Public names and defaults, as the style sheet has them. */
function tokens(): string[][] {
  const sheet = readFileSync('elements/src/theme/tokens.ts', 'utf8').replace(/\s+/g, ' ')
  const found = [
    ...sheet.matchAll(
      /var\( ?(--crm-[a-z0-9-]+), ((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?) ?\)[;,]/g,
    ),
  ]
  return found.map(([, name = '', value = '']) => [code(name), code(value.trim())])
}
