import { html, nothing, type TemplateResult } from 'lit'

import type { FieldInfo } from '../client/field-info.ts'
import { avatar } from '../primitives/avatar.ts'
import { icon } from '../primitives/icon.ts'
import { tag } from '../primitives/tag.ts'
import type { FieldKind } from './field-kind.ts'
import type { Values } from './field-path.ts'
import { entryText, fieldText, isEmpty, LISTS, optionOf, textOf } from './field-text.ts'
import { relatedTitle } from './related-title.ts'
import { type CellArgs, type FieldContext, hostRenderer } from './renderers.ts'
import { webAddress } from './web-address.ts'

/** Draws the value of a field for reading, on one line: in a list's cell, on a card, beside a label. */
export function renderCell(
  field: FieldInfo,
  value: unknown,
  record: Values,
  context: FieldContext,
): TemplateResult {
  const args: CellArgs = { ...context, field, value, record }
  const own = hostRenderer(context.renderers, field, 'cell')
  if (own) return html`${own(args)}`
  if (isEmpty(value)) return html`${nothing}`
  // What is not of its kind is shown as it is: one odd value must not take the list down.
  const cell = LISTS.has(field.kind) !== Array.isArray(value) ? plain : CELLS[field.kind]
  return html`${(cell ?? plain)(args)}`
}

type Cell = (args: CellArgs) => unknown

const plain: Cell = (args) => fieldText(args.field, args.value, args.record, args)

/** A link that reacts to a click of its own; the row or the field below it must not open as well. */
const link = (href: string | undefined, text: string, { inGrid }: CellArgs): unknown =>
  href === undefined
    ? text
    : html`<a
        class="f-link f-ltr"
        href=${href}
        tabindex=${inGrid ? '-1' : nothing}
        target=${href.startsWith('http') ? '_blank' : nothing}
        rel=${href.startsWith('http') ? 'noopener noreferrer' : nothing}
        @click=${stop}
        >${text}</a
      >`

const list: Cell = (args) => {
  const entries = args.value as readonly Values[]
  const first = entries.find((entry) => entry['primary'] === true) ?? entries[0]
  const more = entries.length - 1
  return html`<span class="f-text">${first ? entryText(first) : nothing}</span>${
      more > 0
        ? html`<span class="f-more"
            ><span aria-hidden="true">+${more}</span
            ><span class="f-hidden">${args.t('field.more', { count: more })}</span></span
          >`
        : nothing
    }`
}

const related: Cell = (args) =>
  relatedTitle({
    ...args,
    id: String(args.value),
    draw: (_, title) => html`<span class="f-related">${title}</span>`,
  })

const chips: Cell = (args) =>
  html`<span class="f-chips"
    >${(args.value as readonly string[]).map((id) =>
      relatedTitle({
        ...args,
        id,
        draw: (related, title) =>
          tag(title, {
            color: textOf(related[args.field.relation?.colorField ?? '']) || undefined,
          }),
      }),
    )}</span
  >`

/** What a kind draws beyond its text. */
const CELLS: Partial<Record<FieldKind, Cell>> = {
  email: (args) => link(`mailto:${textOf(args.value)}`, textOf(args.value), args),
  phone: (args) =>
    link(`tel:${textOf(args.value).replace(/[^+\d]/g, '')}`, textOf(args.value), args),
  url: (args) => {
    const address = webAddress(textOf(args.value))
    return link(address?.href, address?.text ?? textOf(args.value), args)
  },
  'long-text': (args) => html`<span class="f-text">${textOf(args.value)}</span>`,
  date: (args) => html`<time datetime=${textOf(args.value)}>${plain(args)}</time>`,
  'date-time': (args) => html`<time datetime=${textOf(args.value)}>${plain(args)}</time>`,
  number: (args) => html`<span class="f-number">${plain(args)}</span>`,
  integer: (args) => html`<span class="f-number">${plain(args)}</span>`,
  money: (args) => html`<span class="f-number">${plain(args)}</span>`,
  'money-object': (args) => html`<span class="f-number">${plain(args)}</span>`,
  boolean: ({ value, t }) =>
    value === true
      ? html`<span class="f-yes">${icon('check')}<span>${t('value.yes')}</span></span>`
      : html`<span class="f-no">${t('value.no')}</span>`,
  select: ({ field, value }) => {
    const { label, color } = optionOf(field, value)
    return color === undefined ? label : tag(label, { color })
  },
  'multi-select': ({ field, value }) =>
    html`<span class="f-chips"
      >${(value as readonly unknown[]).map((one) => {
        const { label, color } = optionOf(field, one)
        return tag(label, { color })
      })}</span
    >`,
  texts: ({ value }) =>
    html`<span class="f-chips">${(value as readonly string[]).map((one) => tag(one))}</span>`,
  relation: related,
  relations: chips,
  tags: chips,
  member: (args) =>
    relatedTitle({
      ...args,
      id: String(args.value),
      draw: (_, name) =>
        html`<span class="f-person"
          >${avatar(name, { size: 'small' })}<span class="f-text">${name}</span></span
        >`,
    }),
  stamp: (args) => {
    const name = plain(args) as string
    return html`<span class="f-person"
      >${avatar(name, { size: 'small' })}<span class="f-text">${name}</span></span
    >`
  },
  objects: list,
  json: (args) => html`<code class="f-code">${plain(args)}</code>`,
}

function stop(event: Event): void {
  event.stopPropagation()
}
