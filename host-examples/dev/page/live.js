/** A server that was restarted is asked again after this time. */
const RETRY_MS = 2000

/** Follows the tenant's changes as server-sent events; the browser resumes a broken stream by itself. */
export function followChanges({ onState, onChange }) {
  const events = new EventSource('/crm/api/v1/live')
  events.addEventListener('open', () => onState(true))
  events.addEventListener('change', ({ data }) => onChange(JSON.parse(data)))
  events.addEventListener('error', () => {
    onState(false)
    // Refused for good: the host was restarted and does not know our session. Sign in again, then follow.
    if (events.readyState === EventSource.CLOSED) setTimeout(() => void signInAgain(), RETRY_MS)
  })

  async function signInAgain() {
    await fetch('/session.json').catch(() => undefined)
    followChanges({ onState, onChange })
  }
}
