import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'

export interface Measured {
  readonly code: number | null
  readonly seconds: number
  /** Largest resident memory seen, in MB; null where /proc is not to be had. */
  readonly peakMegabytes: number | null
  readonly stdout: string
}

/** Runs a command to its end; time and peak resident memory as the system counts them (read ten times a second). */
export async function measured(
  command: string,
  args: readonly string[],
  quiet = false,
): Promise<Measured> {
  const begun = performance.now()
  const child = spawn(command, [...args], {
    stdio: ['ignore', 'pipe', quiet ? 'ignore' : 'inherit'],
  })
  let stdout = ''
  child.stdout.on('data', (text) => {
    stdout += text
  })
  let peak: number | null = null
  const watch = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1]
    if (kilobytes !== undefined) peak = Math.round(Number(kilobytes) / 1024)
  }, 100)
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  clearInterval(watch)
  return { code, seconds: (performance.now() - begun) / 1000, peakMegabytes: peak, stdout }
}

export const show = (label: string, { code, seconds, peakMegabytes }: Measured): void =>
  console.log(
    `${label.padEnd(44)} ${seconds.toFixed(1).padStart(7)} s  ${String(peakMegabytes ?? '?').padStart(6)} MB  exit ${code}`,
  )
