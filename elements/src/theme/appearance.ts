/** The look, as an object: sugar over the `--crm-*` tokens. */
export interface Appearance {
  /** By the token's name without `--crm-`, in camelCase: `colorPrimary`, `fontSize`, `controlHeight`. */
  readonly variables?: Readonly<Record<string, string>>
  /** The same for dark; what is left out is as in light. */
  readonly dark?: Readonly<Record<string, string>>
}

/**
 * A style sheet that sets the tokens on the provider. Written through CSSOM: no inline style for a Content Security Policy to
 * refuse, and no value can close a rule and open another.
 */
export function appearanceSheet({ variables = {}, dark = {} }: Appearance): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  const rule = sheet.cssRules[sheet.insertRule(':host {}')] as CSSStyleRule
  for (const name of new Set([...Object.keys(variables), ...Object.keys(dark)])) {
    const value = valueOf(variables[name], dark[name])
    rule.style.setProperty(tokenOf(name), value)
  }
  return sheet
}

/** `colorPrimary` → `--crm-color-primary`, `chart1` → `--crm-chart-1` */
export function tokenOf(name: string): string {
  if (name.startsWith('--')) return name
  return `--crm-${name.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`)}`
}

/** Only colours can differ by scheme in one value; sizes are the same in both. */
function valueOf(light: string | undefined, dark: string | undefined): string {
  if (dark === undefined) return light ?? ''
  return light === undefined ? dark : `light-dark(${light}, ${dark})`
}
