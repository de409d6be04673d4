import type { CSSResult, LitElement } from 'lit'

/** Styles of a chunk that came later, beside those of the element: constructed sheets, which a strict policy lets pass. */
export function adoptStyles({ renderRoot }: LitElement, styles: readonly CSSResult[]): void {
  const root = renderRoot as ShadowRoot
  const sheets = styles.flatMap(({ styleSheet }) => styleSheet ?? [])
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...sheets]
}
