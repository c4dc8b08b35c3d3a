import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where the stand-ins for AWS are installed: in the clone, and not part of it. */
export const toolsFolder = fileURLToPath(new URL('../../../.tools', import.meta.url))

/** A stand-in that is there, or why it is not. */
export type Tool<Ready> =
  | ({ readonly kind: 'ready' } & Ready)
  | { readonly kind: 'missing'; readonly reason: string }

export const missing = (reason: string): { kind: 'missing'; reason: string } => ({
  kind: 'missing',
  reason,
})

export function folderOf(...names: string[]): string {
  const folder = join(toolsFolder, ...names)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** True when a command can be started at all. */
export const isOnPath = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).error === undefined

/** Runs a command to its end; throws with the last lines it printed when it fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const keep = (piece: Buffer) => {
    printed = (printed + piece.toString()).slice(-4000)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}.\n${printed}`)
}
