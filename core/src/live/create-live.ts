import type pg from 'pg'

import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { createChangeTail } from '../changes/change-tail.ts'
import type { EntityRegistry } from '../entities/entity-registry.ts'
import type { TenantFieldsSource } from '../entities/reader/tenant-fields.ts'
import type { GaugeSource } from '../http/metrics.ts'
import type { Call, Route } from '../http/route.ts'
import type { TenantDb } from '../tenancy/tenant-db.ts'
import { createConfirmRights } from './confirm-rights.ts'
import { createFindOwners } from './find-owners.ts'
import type { LiveReader } from './hearing.ts'
import { createJoining } from './joining.ts'
import { createLiveCounts } from './live-counts.ts'
import type { LiveEvents } from './live-events.ts'
import { createLiveHub } from './live-hub.ts'
import { createAdmit, type LiveLimits } from './live-limits.ts'
import { liveMetrics } from './live-metrics.ts'
import { createLiveRoute } from './live-route.ts'
import { createLookBack } from './look-back.ts'
import { createMakeBatch } from './make-batch.ts'
import { createRightsWatch } from './rights-watch.ts'
import { createWakeUps } from './wake-ups.ts'

export interface LiveSettings extends LiveLimits {
  /** A sign of life when there is nothing to tell; default 15 s. */
  readonly heartbeatMs?: number
}

export interface LiveOptions {
  readonly ownerPool: pg.Pool
  readonly schema: string
  readonly tenantDb: TenantDb
  readonly registry: EntityRegistry
  readonly events: LiveEvents
  readonly tenantFields: TenantFieldsSource
  readonly identifyAgain: (call: Call) => Promise<LiveReader | undefined>
  readonly forgetRights: (tenantId: string) => void
  /** Undefined: on, with all defaults. */
  readonly settings: 'off' | LiveSettings | undefined
  readonly logger: Logger
  readonly clock: Clock
}

/** The live feed of one engine: its route, and what keeps it going. */
export interface Live {
  /** When off, changes are still told to the processes that serve streams. */
  readonly isOn: boolean
  readonly route: Route
  readonly gauges: readonly GaugeSource[]
  /** Something was committed in this process. */
  wake(): void
  stop(): Promise<void>
}

/** Proxies give up on a silent connection after 30 to 60 s. */
const HEARTBEAT_MS = 15_000

export function createLive(options: LiveOptions): Live {
  const { ownerPool, schema, tenantDb, registry, events, tenantFields, logger, clock } = options
  const { settings = {} } = options
  const { heartbeatMs = HEARTBEAT_MS, ...limits } = settings === 'off' ? {} : settings
  const counts = createLiveCounts()
  const tail = createChangeTail({ ownerPool, schema, logger })
  const wakeUps = createWakeUps({ ownerPool, schema, logger, onWake: () => tail.wake() })
  const findOwners = createFindOwners({ tenantDb, schema })
  const makeBatch = createMakeBatch({ registry, tenantFields, findOwners })
  const hub = createLiveHub({
    tail,
    confirmRights: createConfirmRights({
      watch: createRightsWatch({ ownerPool, schema }),
      forgetRights: options.forgetRights,
    }),
    makeBatch,
    joining: createJoining({
      lookBack: createLookBack({ ownerPool, schema, events }),
      nextXid: () => nextXid(ownerPool),
      makeBatch,
      heartbeatMs,
    }),
    events,
    counts,
    heartbeatMs,
    clock,
    logger,
  })
  const route = createLiveRoute({
    registry,
    events,
    hub,
    admit: createAdmit(limits),
    identifyAgain: options.identifyAgain,
  })
  const closings = new WeakSet<AbortSignal>()

  return Object.freeze({
    isOn: settings !== 'off',
    route: { ...route, handler: serve },
    gauges: liveMetrics(hub, counts, () => wakeUps.listening),
    wake() {
      tail.wake()
      wakeUps.tell()
    },
    async stop() {
      hub.close()
      await Promise.all([tail.stop(), wakeUps.stop()])
    },
  })

  function serve(call: Call): ReturnType<Route['handler']> {
    wakeUps.listen()
    // All calls of an app share the signal; a listener for each of 1,000 streams would be taken for a leak.
    if (!closings.has(call.closing)) {
      closings.add(call.closing)
      call.closing.addEventListener('abort', () => hub.close(), { once: true })
    }
    if (call.closing.aborted) hub.close()
    return route.handler(call)
  }
}

async function nextXid(pool: pg.Pool): Promise<bigint> {
  const { rows } = await pool.query<{ xid: string }>(
    'select pg_snapshot_xmax(pg_current_snapshot())::text as xid',
  )
  return BigInt(rows[0]?.xid ?? 0)
}
