import type { Server } from 'node:http'

/** Listens, or says in one sentence why it cannot. Resolves with the port, which differs when 0 was asked for. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explained(error, port)))
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function explained(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} is taken by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
    )
  }
  if (error.code === 'EACCES') {
    return new Error(
      `Port ${port} needs administrator rights. Choose one above 1023: PORT=3000 npm start`,
    )
  }
  return error
}

/** Port from the environment's text; throws on anything but 0 to 65535. */
export function portOf(text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(`Expected PORT to be a number from 0 to 65535, came "${text}".`)
}
