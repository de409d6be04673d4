/** Without the caller's own: PGDATA, PGPORT or a foreign locale would change what the server does. */
export function serverEnvironment(): Record<string, string> {
  // eslint-disable-next-line no-restricted-syntax -- no setting of ours: Windows programs do not start without these two
  const { SystemRoot, TEMP } = process.env
  return { LC_ALL: 'C', ...(SystemRoot && { SystemRoot }), ...(TEMP && { TEMP }) }
}

export function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
