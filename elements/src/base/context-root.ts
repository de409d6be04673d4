import { ContextRoot } from '@lit/context'

// An element that is upgraded before its provider would stay without a client for ever (measured): the root keeps its question
// and repeats it when a provider comes. Imported by everything that asks; harmless where there is no document.
const installed = Symbol.for('@crmkit/elements context root')

export function installContextRoot(): void {
  if (typeof document === 'undefined') return
  const page = document as Document & { [installed]?: ContextRoot }
  if (page[installed]) return
  page[installed] = new ContextRoot()
  page[installed].attach(document.documentElement)
}

installContextRoot()
