import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a database that can be shut: its URL stays the same. */
export interface Gate {
  readonly url: string
  open(): Promise<void>
  shut(): Promise<void>
}

export async function createGate(databaseUrl: string): Promise<Gate> {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  const gate = createServer((socket) => {
    const beyond = connect(Number(target.port), target.hostname)
    socket.pipe(beyond).pipe(socket)
    for (const [one, other] of [
      [socket, beyond],
      [beyond, socket],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy()).on('close', () => sockets.delete(one))
    }
  })
  gate.listen(0, '127.0.0.1')
  await once(gate, 'listening')
  const { port } = gate.address() as AddressInfo
  const url = Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(port) })
  return {
    url: url.href,
    async open() {
      if (gate.listening) return
      gate.listen(port, '127.0.0.1')
      await once(gate, 'listening')
    },
    async shut() {
      if (!gate.listening) return
      const closed = once(gate, 'close')
      gate.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
