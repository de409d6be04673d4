import { nothing } from 'lit'
import { AsyncDirective } from 'lit/async-directive.js'
import { directive } from 'lit/directive.js'

import type { FieldInfo } from '../client/field-info.ts'
import type { Values } from './field-path.ts'
import { relatedRecord, titleOf } from './field-text.ts'
import type { FieldContext } from './renderers.ts'

interface Args extends Pick<FieldContext, 'crm' | 't'> {
  readonly field: FieldInfo
  readonly record: Values
  readonly id: string
  /** Draws the related record; default: its title. */
  readonly draw?: (related: Values, title: string) => unknown
}

/**
 * The title of a related record: at once when it came along or the store has it, else when it has arrived. Reads asked
 * for in one frame are one call of the store.
 */
class RelatedTitle extends AsyncDirective {
  #args: Args | undefined
  #stop: (() => void) | undefined

  override render(args: Args): unknown {
    const changed = this.#args?.id !== args.id || this.#args.crm !== args.crm
    this.#args = args
    const related = relatedRecord(args.field, args.record, args.id, args.crm)
    if (changed) this.#stop?.()
    if (related) return this.#draw(related)
    if (changed) this.#load()
    return '…'
  }

  protected override disconnected(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  protected override reconnected(): void {
    this.#load()
  }

  #draw(related: Values): unknown {
    const title = titleOf(related, this.#args?.field.relation?.titleField) ?? ''
    return this.#args?.draw?.(related, title) ?? title
  }

  #load(): void {
    const { crm, field, id, t } = this.#args ?? {}
    const entity = field?.relation?.entity
    if (!crm || !entity || !id || !t) return
    let isCurrent = true
    this.#stop = () => {
      isCurrent = false
    }
    const show = (value: unknown): void => {
      if (isCurrent && this.isConnected) this.setValue(value)
    }
    crm.records.load(entity, id).then(
      (related) => {
        show(this.#draw(related))
      },
      // Out of the reader's reach, or gone: the reference stands, its name does not.
      () => {
        show(t('field.unavailable'))
      },
    )
  }
}

const relatedTitleDirective = directive(RelatedTitle)

export function relatedTitle(args: Args): unknown {
  return args.id === '' ? nothing : relatedTitleDirective(args)
}
