import { statfs } from 'node:fs/promises'

import { bad, type Finding, ok } from './finding.ts'
import type { FoundDatabase } from './open-as-found.ts'

/** A gigabyte is what PostgreSQL's write-ahead log may grow to by itself (max_wal_size). */
const LEAST_FREE_BYTES = 1024 ** 3

export async function diskFindings({ pools, dir }: FoundDatabase): Promise<Finding[]> {
  const { rows } = await pools.owner.query<{ bytes: number }>(
    'select pg_database_size(current_database())::float8 as bytes',
  )
  const used = `the database takes ${size(rows[0]?.bytes ?? 0)}`
  if (dir === undefined) return [ok('disk', used)]
  const { bavail, bsize } = await statfs(dir)
  const free = bavail * bsize
  const text = `${used}, ${size(free)} are free in ${dir}`
  if (free >= LEAST_FREE_BYTES) return [ok('disk', text)]
  return [bad('disk', text, 'Make room: PostgreSQL stops when its disk is full.')]
}

function size(bytes: number): string {
  const gigabytes = bytes / 1024 ** 3
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
