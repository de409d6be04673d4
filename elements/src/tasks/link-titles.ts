import type { CrmClient } from '../client/crm-client.ts'
import { titleOf } from '../fields/field-text.ts'

export interface LinkTitle {
  readonly entity: string
  readonly id: string
  readonly title: string
}

/** Titles of the records activities are about, `contact:0190…`: asked for once, and left out where one may not see them. */
export class LinkTitles {
  readonly #changed: () => void
  readonly #titles = new Map<string, string | undefined>()
  #crm: CrmClient | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Those that are known; the others come with a later drawing. */
  of(crm: CrmClient, links: unknown, except?: string): readonly LinkTitle[] {
    if (crm !== this.#crm) {
      this.#titles.clear()
      this.#crm = crm
    }
    if (!Array.isArray(links)) return []
    return (links as string[]).flatMap((link) => {
      if (link === except) return []
      const [entity = '', id = ''] = link.split(':')
      if (!this.#titles.has(link)) void this.#load(crm, link, entity, id)
      const title = this.#titles.get(link)
      return title === undefined ? [] : [{ entity, id, title }]
    })
  }

  async #load(crm: CrmClient, link: string, entity: string, id: string): Promise<void> {
    this.#titles.set(link, undefined)
    try {
      const { titleField } = await crm.entity(entity)
      this.#titles.set(link, titleOf(await crm.records.load(entity, id), titleField))
      this.#changed()
    } catch {
      // Out of the reader's reach, or gone: the activity stands without it.
    }
  }
}
