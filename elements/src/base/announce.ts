export type Politeness = 'polite' | 'assertive'

/** One pair of live regions for a whole provider: regions that come and go are often not read. */
export interface Announcer {
  /** `from` is the element that speaks. */
  readonly announce: (text: string, how: Politeness, from: Element) => void
}

/** Screen readers read a change, so the same text twice must differ once. */
const GAP_MS = 50

export function createAnnouncer(
  regions: () => Readonly<Record<Politeness, Element>> | undefined,
): Announcer {
  return {
    announce(text, how, from) {
      const shared = regions()?.[how]
      const region = shared && isInert(shared) ? regionBeside(from, how) : shared
      if (!region) return
      region.textContent = ''
      setTimeout(() => {
        region.textContent = text
      }, GAP_MS)
    },
  }
}

/** A modal dialog makes everything outside it inert, live regions included: nothing there is read. */
function isInert(region: Element): boolean {
  const modal = openModal()
  return modal !== undefined && !ancestors(region).includes(modal)
}

/** The modal dialog that has the focus: of ours or of the host. */
function openModal(): Element | undefined {
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  return active ? ancestors(active).find((element) => element.matches('dialog:modal')) : undefined
}

/** A region inside the dialog: in the dialog itself when it is the element's own, else in the element, which is in it. */
function regionBeside(from: Element, how: Politeness): Element | undefined {
  const modal = openModal()
  const root = from.shadowRoot
  const place = modal && root?.contains(modal) ? modal : root
  if (!place) return undefined
  const known = place.querySelector(`[data-crm-live="${how}"]`)
  if (known) return known
  const region = document.createElement('div')
  region.dataset['crmLive'] = how
  region.className = 'visually-hidden'
  region.setAttribute('aria-live', how)
  place.append(region)
  return region
}

/** The element and all above it, through shadow roots and slots. */
function ancestors(start: Element): Element[] {
  const found: Element[] = []
  let node: Node | null = start
  while (node) {
    if (node instanceof Element) found.push(node)
    const slot: Node | null = node instanceof Element ? node.assignedSlot : null
    node = slot ?? node.parentNode ?? (node instanceof ShadowRoot ? node.host : null)
  }
  return found
}
