import type { LiveEvents } from '../live/live-events.ts'
import type { AnyPlugin } from './any-plugin.ts'

/** Events the plugins let the live feed tell. */
export function liveEvents(plugins: readonly AnyPlugin[]): LiveEvents {
  const all = plugins.flatMap(({ events = {} }) => Object.entries(events))
  return new Map(
    all.flatMap(([name, { live }]) =>
      live === undefined
        ? []
        : [[name, { permission: live === true ? undefined : live.permission }]],
    ),
  )
}
