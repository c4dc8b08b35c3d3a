import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface KillingProxy {
  readonly endpoint: string
  /** Calls `kill` at the nth write from now (counted from 1), before or after the server carries it out; the writer gets no answer. */
  arm(nth: number, moment: 'before' | 'after', kill: () => void): void
  /** Writes since it was armed. */
  writes(): number
  stop(): void
}

/** Stands before an S3 server and has the process that writes to it killed at a given write. */
export async function startKillingProxy(target: string): Promise<KillingProxy> {
  const { hostname, port } = new URL(target)
  let writes = 0
  let armed: { nth: number; moment: 'before' | 'after'; kill: () => void } | undefined
  const server = createServer((request, response) => {
    const isWrite = request.method !== 'GET' && request.method !== 'HEAD'
    if (isWrite) writes++
    const hit = isWrite && armed?.nth === writes ? armed : undefined
    response.on('error', () => {})
    if (hit?.moment === 'before') return hit.kill()
    const { method, url: path, headers } = request
    const onward = forward({ hostname, port, method, path, headers }, (answer) => {
      if (hit !== undefined) {
        answer.resume()
        return hit.kill()
      }
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arm(nth, moment, kill) {
      writes = 0
      armed = { nth, moment, kill }
    },
    writes: () => writes,
    stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}
