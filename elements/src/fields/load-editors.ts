import { adoptStyles, type CSSResultOrNative, type LitElement } from 'lit'

export type Editors = typeof import('./render-editor.ts')

let loading: Promise<Editors> | undefined

/**
 * The controls, 10 KB that a page needs once somebody may write: they come while the schema and the record are on their
 * way, and their styles go into the element's root.
 */
export async function loadEditors(host: LitElement): Promise<Editors> {
  loading ??= import('./render-editor.ts').catch((error: unknown) => {
    // A network loss now must not leave the page without controls for good.
    loading = undefined
    throw error
  })
  const editors = await loading
  dress(host, editors.editorStyles)
  return editors
}

const dressed = new WeakSet<Node>()

function dress(host: LitElement, styles: readonly CSSResultOrNative[]): void {
  const { renderRoot } = host
  if (!(renderRoot instanceof ShadowRoot) || dressed.has(renderRoot)) return
  dressed.add(renderRoot)
  const { elementStyles } = host.constructor as typeof LitElement
  adoptStyles(renderRoot, [...elementStyles, ...styles])
}
