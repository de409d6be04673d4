import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/**
 * Where Node keeps what it has compiled (`NODE_COMPILE_CACHE`), by content: an engine in a process of its own begins after half a second
 * instead of one, and tests start some fifty of them.
 */
export const compileCache = join(tmpdir(), `crmkit-compile-cache-${userInfo().uid}`)
