import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'

/** What `pg` 8 keeps on a client and @types/pg leaves out. */
interface ClientInternals {
  readonly host: string
  readonly port: number
  readonly ssl: unknown
  readonly sslNegotiation: 'postgres' | 'direct'
  readonly processID: number
  readonly secretKey: number
}

interface CancelConnection extends pg.Connection {
  connect(portOrPath: number | string, host?: string): void
  requestSsl(): void
  cancel(processID: number, secretKey: number): void
}

/** A server that does not answer is not waited for; the statement has its own time limit. */
const TIMEOUT_MS = 2_000

/** The signal reaches the backend a moment after the connection that asked for it has ended. */
const SETTLES_MS = 20

/**
 * Asks PostgreSQL to end what the connection is doing (docs, "Canceling Requests in Progress"). Resolves when it has passed the
 * wish on, or cannot be reached; until then nothing else may be sent, or that is ended. Whether there still was something to
 * end is not told. `client.cancel()` of pg would do it without
 * TLS and without an end to wait for; `pg_cancel_backend` needs rights over the login role that the app role may lack.
 */
export async function cancelStatement(client: pg.ClientBase): Promise<void> {
  const { host, port, ssl, sslNegotiation, processID, secretKey } =
    client as unknown as ClientInternals
  const connection = new pg.Connection({
    ssl,
    sslNegotiation,
  } as pg.ConnectionConfig) as CancelConnection
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => connection.stream.destroy(), TIMEOUT_MS)
    connection.on('error', () => connection.stream.destroy())
    connection.once('end', () => {
      clearTimeout(timer)
      resolve()
    })
    const ask = () => connection.cancel(processID, secretKey)
    if (!ssl) connection.once('connect', ask)
    else {
      if (sslNegotiation !== 'direct') connection.once('connect', () => connection.requestSsl())
      connection.once('sslconnect', ask)
    }
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`)
    else connection.connect(port, host)
  })
  await sleep(SETTLES_MS, undefined, { ref: false })
}
