import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../cli/main.ts', import.meta.url))

export interface Answer {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Command {
  readonly lake: string
  readonly env: Readonly<Record<string, string>>
  /** Given the process as soon as it runs, to do harm to it. */
  readonly started?: (child: ChildProcess) => void
}

/** Runs the real command line in a process of its own, with no variables of AWS or Millrace but these. */
export async function millrace(
  args: readonly string[],
  { lake, env, started }: Command,
): Promise<Answer> {
  const child = spawn(process.execPath, [main, ...args, '--lake', lake], {
    env: { ...bare(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (piece: Buffer) => {
    stdout += piece.toString()
  })
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString()
  })
  started?.(child)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { code, stdout, stderr }
}

/** The same, which must succeed; what it printed as JSON. */
export async function told<T>(args: readonly string[], command: Command): Promise<T> {
  const answer = await millrace([...args, '--json', '--quiet'], command)
  if (answer.code !== 0) throw new Error(`${args.join(' ')}: ${answer.stdout}${answer.stderr}`)
  return JSON.parse(answer.stdout) as T
}

const bare = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS_|MILLRACE_|VITEST|NODE_ENV)/.test(name)),
  )
