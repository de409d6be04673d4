import type { Entity } from '../entities/entity.ts'
import type { Vocabulary } from '../entities/reader/field.ts'
import type { RequestContext } from '../identity/request-context.ts'
import { type ReadableView, readableView } from './readable-view.ts'
import { holderOf, type View } from './view.ts'
import { mayChange } from './view-rights.ts'

/** A view as one reader is answered. */
export interface ShownView
  extends
    ReadableView,
    Pick<
      View,
      | 'id'
      | 'entity'
      | 'kind'
      | 'name'
      | 'options'
      | 'shared'
      | 'version'
      | 'createdAt'
      | 'updatedAt'
    > {
  /** The reader's own. */
  readonly mine: boolean
  /** The reader may change what it shows. */
  readonly editable: boolean
  /** Opens first for this reader. */
  readonly isDefault: boolean
  readonly owner: { readonly name: string | null }
}

export function shownView(
  vocabulary: Vocabulary,
  entity: Entity,
  context: RequestContext,
  view: View,
  defaultId: string | null,
): ShownView {
  const { id, kind, name, options, shared, version, createdAt, updatedAt, createdBy } = view
  const { query, columns, warnings } = readableView(vocabulary, entity, context, view)
  return {
    ...{ id, entity: entity.name, kind, name, query, columns, options, shared },
    mine: view.holder === holderOf(context),
    editable: mayChange(context, view),
    isDefault: id === defaultId,
    owner: { name: createdBy.name ?? null },
    ...{ version, createdAt, updatedAt, warnings },
  }
}
