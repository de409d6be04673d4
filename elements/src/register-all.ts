import { define } from './base/define.ts'
import { elements } from './elements.ts'

export interface RegisterOptions {
  /** Default: the page's. */
  readonly registry?: CustomElementRegistry
  /** In place of `crm`, for a page that has another version already: `acme` gives `acme-record-list`. */
  readonly prefix?: string
}

/** Registers every element. A bundle that needs some of them imports `@crmkit/elements/define/<tag>.js` instead. */
export function registerAll({ registry, prefix = 'crm' }: RegisterOptions = {}): void {
  if (!/^[a-z][a-z0-9]*$/.test(prefix)) {
    throw new TypeError(
      `The prefix of registerAll must be lower-case letters, such as "acme"; it was "${prefix}".`,
    )
  }
  for (const [tag, element] of Object.entries(elements)) {
    const own = tag.replace(/^crm/, prefix)
    // A class can be registered once; under another name it is a subclass.
    define(own, prefix === 'crm' ? element : subclassOf(element), registry)
  }
}

function subclassOf(element: CustomElementConstructor): CustomElementConstructor {
  return class extends element {}
}
