import type { World } from './world.ts'

const codes = { SIGINT: 130, SIGTERM: 143 } as const
type Signal = keyof typeof codes

/** Milliseconds that work elsewhere is given to be stopped. */
const mostSettling = 2000

/**
 * Ctrl-C ends at once: whatever is half done has no final name yet, and the same command goes on from there. `settle` stops
 * what would run on elsewhere, and is waited for two seconds at most. Gives what takes the listeners off.
 */
export function onInterrupt(
  world: World,
  clear: () => void = () => {},
  settle?: () => Promise<void> | undefined,
): () => void {
  const stop = (signal: Signal) => {
    release()
    clear()
    world.stderr.write(
      'Stopped. What was published before stays as it was; the same command, with the same --run-id if you gave one, goes on.\n',
    )
    const settled = settle?.()
    if (settled === undefined) return end(signal)
    const late = new Promise<void>((resolve) => setTimeout(resolve, mostSettling))
    void Promise.race([settled.catch(() => {}), late]).then(() => end(signal))
  }
  const end = (signal: Signal) => {
    // Dying of the signal itself is 130 (143) to a shell, stops a script that called us, and does not wait for threads in the
    // middle of their work. The first process of a container does not die of it; that one exits.
    world.kill(world.pid, signal)
    setTimeout(() => world.exit(codes[signal]), 100)
  }
  const interrupted = () => stop('SIGINT')
  const terminated = () => stop('SIGTERM')
  const release = () => {
    world.off('SIGINT', interrupted)
    world.off('SIGTERM', terminated)
  }
  world.on('SIGINT', interrupted)
  world.on('SIGTERM', terminated)
  return release
}
