import type { GaugeSource } from '../http/metrics.ts'
import type { LiveCounts } from './live-counts.ts'
import type { LiveHub } from './live-hub.ts'

export function liveMetrics(
  hub: Pick<LiveHub, 'connections'>,
  counts: LiveCounts,
  isListening: () => boolean,
): GaugeSource[] {
  return [
    {
      name: 'crmkit_live_connections',
      help: 'Live streams open in this process.',
      read: () => hub.connections,
    },
    {
      name: 'crmkit_live_events_total',
      type: 'counter',
      help: 'Events sent to live streams.',
      read: () => counts.events,
    },
    {
      name: 'crmkit_live_resets_total',
      type: 'counter',
      help: 'Times a reader of a live stream was told to load anew, by why; slow ones were cut off too.',
      read: () => counts.resets,
    },
    {
      name: 'crmkit_live_lag_seconds',
      help: 'Age of the oldest change that was delivered last.',
      read: () => counts.lagSeconds,
    },
    {
      name: 'crmkit_live_listening',
      help: '1 while this process hears of changes of others at once; 0 while it polls for them.',
      read: () => Number(isListening()),
    },
  ]
}
