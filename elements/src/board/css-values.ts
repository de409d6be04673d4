import { noChange } from 'lit'
import { Directive, directive, type ElementPart, type PartInfo, PartType } from 'lit/directive.js'

type Values = Readonly<Record<string, string | number>>

/** Values for the style sheet, written through CSSOM: a strict policy lets no `style` attribute pass. '' takes one away. */
class CssValues extends Directive {
  #known: Values = {}

  constructor(part: PartInfo) {
    super(part)
    if (part.type !== PartType.ELEMENT) throw new Error('cssValues() stands in a tag.')
  }

  override update({ element }: ElementPart, [values]: [Values]): typeof noChange {
    const { style } = element as HTMLElement
    for (const [name, value] of Object.entries(values))
      if (this.#known[name] !== value) style.setProperty(name, String(value))
    this.#known = values
    return noChange
  }

  override render(_values: Values): typeof noChange {
    return noChange
  }
}

export const cssValues = directive(CssValues)
