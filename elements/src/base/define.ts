import { VERSION } from './version.ts'

interface Versioned {
  readonly version?: string
}

/** Registers once: a second copy of the library on the page finds the tag taken, and says so when it is another version. */
export function define(
  tag: string,
  element: CustomElementConstructor,
  registry: CustomElementRegistry | undefined = globalThis.customElements,
): void {
  const known = registry?.get(tag)
  if (!known) {
    registry?.define(tag, element)
    return
  }
  const { version } = known as Versioned
  if (known === element || version === VERSION) return
  console.warn(
    `@crmkit/elements ${VERSION}: <${tag}> is registered already, by ${version === undefined ? 'another library' : `@crmkit/elements ${version}`}; that one stays. Load one version only, or give this one names of its own: registerAll({ prefix: 'acme' }).`,
  )
}
