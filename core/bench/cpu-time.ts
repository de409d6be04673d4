import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in ticks of 10 ms. */
const TICK_MS = 10

/** CPU time in ms that a process has used, or a whole PostgreSQL by its data folder; unlike wall time it does not grow with the neighbours' load. */
export function cpuMs(match: { readonly pid: number } | { readonly postgresIn: string }): number {
  if ('pid' in match) return ticksOf(match.pid) * TICK_MS
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  const root = pids.find(
    (pid) =>
      read(pid, 'cmdline').includes(match.postgresIn) && read(pid, 'comm').startsWith('postgres'),
  )
  if (root === undefined) return 0
  const own = pids.filter((pid) => pid === root || parentOf(pid) === root)
  return own.reduce((sum, pid) => sum + ticksOf(pid), ticksOfChildren(root)) * TICK_MS
}

/** Fields 14 and 15 of /proc/<pid>/stat, counted behind the name in brackets (proc(5)). */
function ticksOf(pid: number): number {
  const fields = statOf(pid)
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}

/** Of backends that have ended. */
function ticksOfChildren(pid: number): number {
  const fields = statOf(pid)
  return Number(fields[13] ?? 0) + Number(fields[14] ?? 0)
}

function parentOf(pid: number): number {
  return Number(statOf(pid)[1] ?? 0)
}

function statOf(pid: number): string[] {
  const text = read(pid, 'stat')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
