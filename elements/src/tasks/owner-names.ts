import type { CrmClient } from '../client/crm-client.ts'

/** Names of those whose tasks are shown: read once for each member. */
export class OwnerNames {
  readonly #changed: () => void
  readonly #names = new Map<string, string | undefined>()

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Undefined while it is not known, or where there is none; what comes later is drawn later. */
  of(crm: CrmClient, ownerId: unknown): string | undefined {
    if (typeof ownerId !== 'string') return undefined
    const { user } = crm.session
    if (user?.memberId === ownerId && user.name !== undefined) return user.name
    if (!this.#names.has(ownerId)) {
      this.#names.set(ownerId, undefined)
      crm.records.load('member', ownerId).then(
        ({ name }) => {
          this.#names.set(ownerId, String(name))
          this.#changed()
        },
        () => undefined,
      )
    }
    return this.#names.get(ownerId)
  }
}
