import { get } from './api.js'

/** Often enough to look live, and one cheap read of the change log each time. */
const EVERY_MS = 2000

/** Follows the tenant's change log while the page is in view; `onChanges` gets what is new, oldest first. */
export function followChanges({ onState, onChanges }) {
  let seen
  void look()
  setInterval(() => document.hidden || void look(), EVERY_MS)

  async function look() {
    try {
      const { data } = await get('/changes', { limit: 50 })
      const fresh = seen === undefined ? [] : data.filter(({ seq }) => seq > seen)
      seen = Math.max(seen ?? 0, ...data.map(({ seq }) => seq))
      onState(true)
      if (fresh.length > 0) onChanges(fresh.reverse())
    } catch {
      onState(false)
      // The host may have been restarted, and then does not know our session any more: sign in again.
      await fetch('/session.json').catch(() => undefined)
    }
  }
}
