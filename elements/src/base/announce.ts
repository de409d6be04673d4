export type Politeness = 'polite' | 'assertive'

/** One pair of live regions for a whole provider: regions that come and go are often not read. */
export interface Announcer {
  readonly announce: (text: string, how?: Politeness) => void
  /** A modal dialog makes everything outside it inert, its live regions included: while open it brings its own. */
  readonly borrow: (regions: Readonly<Record<Politeness, Element>>) => () => void
}

/** Screen readers read a change, so the same text twice must differ once. */
const GAP_MS = 50

export function createAnnouncer(
  regions: () => Readonly<Record<Politeness, Element>> | undefined,
): Announcer {
  const borrowed: Readonly<Record<Politeness, Element>>[] = []

  return {
    announce(text, how = 'polite') {
      const region = (borrowed.at(-1) ?? regions())?.[how]
      if (!region) return
      region.textContent = ''
      setTimeout(() => {
        region.textContent = text
      }, GAP_MS)
    },
    borrow(own) {
      borrowed.push(own)
      return () => {
        const at = borrowed.indexOf(own)
        if (at !== -1) borrowed.splice(at, 1)
      }
    },
  }
}
