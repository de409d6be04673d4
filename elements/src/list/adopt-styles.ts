import type { CSSResult, LitElement } from 'lit'

/** Styles of a chunk that came later, beside those of the element: constructed sheets, which a strict policy lets pass. */
export function adoptStyles({ renderRoot }: LitElement, styles: readonly CSSResult[]): void {
  const root = renderRoot as ShadowRoot
  const known = new Set(root.adoptedStyleSheets)
  const sheets = styles.flatMap(({ styleSheet }) => styleSheet ?? [])
  // One that is there already would come last now, and win over what was meant to go over it.
  root.adoptedStyleSheets = [...known, ...sheets.filter((sheet) => !known.has(sheet))]
}
