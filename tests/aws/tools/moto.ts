import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { folderOf, isOnPath, missing, run, type Tool } from './tool.ts'

const packages = ['moto[server]==5.2.5', 'boto3', 'joserfc']

/** moto, which answers as Glue, Step Functions, SQS, SNS, EventBridge, ECS and others, in a Python environment of its own. */
export async function moto(): Promise<Tool<{ readonly python: string }>> {
  const folder = folderOf('moto')
  const python = join(folder, 'bin', 'python')
  const finished = join(folder, 'installed')
  if (existsSync(finished)) return { kind: 'ready', python }
  if (!isOnPath('python3', '--version'))
    return missing('Python 3 is not installed, so moto cannot run')
  try {
    await rm(folder, { recursive: true, force: true })
    await run('python3', ['-m', 'venv', folder])
    await run(python, ['-m', 'pip', 'install', '--quiet', ...packages])
    await writeFile(finished, packages.join('\n'))
  } catch (error) {
    return missing(`moto could not be installed: ${(error as Error).message}`)
  }
  return { kind: 'ready', python }
}
