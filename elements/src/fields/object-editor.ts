import { html, nothing } from 'lit'
import { directive } from 'lit/directive.js'
import { repeat } from 'lit/directives/repeat.js'

import type { FieldInfo } from '../client/field-info.ts'
import type { MessageKey } from '../i18n/messages-en.ts'
import { isMessageKey } from '../i18n/table.ts'
import { icon } from '../primitives/icon.ts'
import type { KindSchema } from './field-kind.ts'
import { fieldOfSchema } from './field-of-schema.ts'
import { isObject, type Values } from './field-path.ts'
import { renderEditor } from './render-editor.ts'
import type { EditorArgs } from './renderers.ts'
import { StatefulDirective } from './stateful-directive.ts'

/** One object: a control for each member, labelled by what the member is called. */
export function addressEditor(args: EditorArgs): unknown {
  const value = isObject(args.value) ? args.value : {}
  return html`<span
    class="f-object"
    role="group"
    id=${args.id}
    aria-label=${args.label ?? args.field.label}
    aria-describedby=${args.describedBy ?? nothing}
    >${members(args, args.field.schema, value, (next, isMeant) => {
      // An address without a single part is no address.
      const cleared = Object.values(next).every((part) => part == null) && args.field.nullable
      set(args, cleared ? null : next, isMeant)
    })}</span
  >`
}

/**
 * A list of objects, such as e-mail addresses with their use and the primary one. A row keeps its identity while it is
 * edited, so that removing one above does not move the cursor.
 */
class ObjectsEditor extends StatefulDirective<EditorArgs> {
  #ids: number[] = []
  #last = 0

  protected override received(): void {
    const { length } = this.#entries
    while (this.#ids.length < length) this.#ids.push(++this.#last)
    this.#ids.length = length
  }

  protected override template(): unknown {
    const args = this.args
    const isFixed = args.readonly === true || args.disabled === true
    const entries = this.#entries
    const { maxItems = Infinity } = args.field.schema as { maxItems?: number }
    return html`<span
      class="f-objects"
      role="group"
      id=${args.id}
      tabindex="-1"
      aria-label=${args.label ?? args.field.label}
      aria-describedby=${args.describedBy ?? nothing}
      >${repeat(
        entries,
        (_, index) => this.#ids[index],
        (entry, index) => this.#row(entry, index, isFixed),
      )}${
        isFixed || entries.length >= maxItems
          ? nothing
          : html`<button
              type="button"
              class="f-add"
              id="${args.id}-add"
              aria-label=${args.t('field.addTo', { name: args.field.label })}
              @click=${this.#add}
            >
              ${icon('plus')}${args.t('field.add')}
            </button>`
      }</span
    >`
  }

  #row(entry: Values, index: number, isFixed: boolean): unknown {
    const args = this.args
    const item = (args.field.schema as KindSchema).items ?? {}
    const name = args.t('field.entry', { name: args.field.label, number: index + 1 })
    const isWide = Object.keys(item.properties ?? {}).length > 4
    return html`<span
      class="f-entry ${isWide ? 'f-entry-wide' : ''}"
      role="group"
      aria-label=${name}
      >${members(
        { ...args, id: `${args.id}-${String(this.#ids[index])}`, describedBy: undefined },
        item,
        entry,
        (next, isMeant) => {
          this.#replace(index, next, isMeant)
        },
        `${name}: `,
      )}${
        isFixed
          ? nothing
          : html`<span class="f-entry-actions"
              >${
                item.properties?.['primary']
                  ? html`<button
                      type="button"
                      class="f-icon-button f-star"
                      aria-pressed=${entry['primary'] === true ? 'true' : 'false'}
                      aria-label=${args.t('field.primary', { name })}
                      title=${args.t('field.primaryHint')}
                      @click=${() => {
                        this.#makePrimary(index)
                      }}
                    >
                      ${icon('star')}
                    </button>`
                  : nothing
              }<button
                type="button"
                class="f-icon-button"
                aria-label=${args.t('field.remove', { name })}
                @click=${(event: Event) => {
                  this.#remove(index, event)
                }}
              >
                ${icon('trash')}
              </button></span
            >`
      }</span
    >`
  }

  get #entries(): readonly Values[] {
    const { value } = this.args
    return Array.isArray(value) ? (value as unknown[]).filter(isObject) : []
  }

  #replace(index: number, entry: Values, isMeant: boolean): void {
    this.#set(
      this.#entries.map((one, at) => (at === index ? entry : one)),
      isMeant,
    )
  }

  #makePrimary(index: number): void {
    this.#set(
      this.#entries.map(({ primary: _, ...entry }, at) =>
        at === index ? { ...entry, primary: true } : entry,
      ),
    )
  }

  #add = ({ currentTarget }: Event): void => {
    const root = (currentTarget as HTMLElement).parentElement
    const item = (this.args.field.schema as KindSchema).items ?? {}
    const isFirst = this.#entries.length === 0 && item.properties?.['primary'] !== undefined
    this.#set([...this.#entries, isFirst ? { primary: true } : {}], false)
    // After the parent has drawn the new row.
    requestAnimationFrame(() => {
      const rows = root?.querySelectorAll('.f-entry')
      rows
        ?.item(rows.length - 1)
        .querySelector('input')
        ?.focus()
    })
  }

  #remove(index: number, { currentTarget }: Event): void {
    const root = (currentTarget as HTMLElement).closest<HTMLElement>('.f-objects')
    const wasPrimary = this.#entries[index]?.['primary'] === true
    const rest = this.#entries.filter((_, at) => at !== index)
    this.#ids.splice(index, 1)
    const [first, ...others] = rest
    this.#set(wasPrimary && first ? [{ ...first, primary: true }, ...others] : rest)
    requestAnimationFrame(() => {
      root?.querySelector<HTMLElement>('.f-add')?.focus()
    })
  }

  #set(entries: readonly Values[], isMeant = true): void {
    set(this.args, entries, isMeant)
  }
}

const objectsDirective = directive(ObjectsEditor)

export function objectsEditor(args: EditorArgs): unknown {
  return objectsDirective(args)
}

function set(args: EditorArgs, value: unknown, isMeant: boolean): void {
  args.onChange(value)
  if (isMeant) args.onCommit?.(value)
}

function members(
  args: EditorArgs,
  schema: KindSchema,
  value: Values,
  onSet: (value: Values, isMeant: boolean) => void,
  prefix = '',
): unknown {
  return memberFields(schema).map((member) => {
    const { key } = member
    const put = (one: unknown): Values => {
      const { [key]: _, ...rest } = value
      // A list's entry leaves out what it does not say: `null` is no use of an address.
      return one === null && !member.nullable ? rest : { ...value, [key]: one }
    }
    return html`<span class="f-member f-member-${key}"
      >${renderEditor(member, value[key] ?? null, {
        context: args,
        record: value,
        id: `${args.id}-${key}`,
        label: `${prefix}${memberLabel(args, member)}`,
        placeholder: memberLabel(args, member),
        readonly: args.readonly ?? false,
        disabled: args.disabled ?? false,
        invalid: false,
        onChange: (one) => {
          onSet(put(one), false)
        },
        onCommit: (one) => {
          onSet(put(one), true)
        },
      })}</span
    >`
  })
}

function memberLabel({ t }: EditorArgs, { key, label, words }: FieldInfo): string {
  // A name the schema gives goes before ours.
  const name = `field.member.${key}` as MessageKey
  return words['label'] === undefined && isMessageKey(name) ? t(name) : label
}

const drawn = new WeakMap<object, readonly FieldInfo[]>()

/** The members with a control of their own; the primary mark is a button. */
function memberFields(schema: KindSchema): readonly FieldInfo[] {
  const { properties = {} } = schema
  const before = drawn.get(properties)
  if (before) return before
  const required = new Set((schema as { required?: readonly string[] }).required)
  const fields = Object.entries(properties)
    .filter(([key]) => key !== 'primary')
    .map(([key, member]) => fieldOfSchema(member, { key, required: required.has(key) }))
  drawn.set(properties, fields)
  return fields
}
