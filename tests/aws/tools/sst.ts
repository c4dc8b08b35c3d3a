import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { missing, run, type Tool } from './tool.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** SST's platform with the types of AWS's resources, in `.sst` (half a minute and 320 MB, once a version). */
export async function sst(): Promise<Tool<{ readonly platform: string }>> {
  const platform = join(root, '.sst', 'platform')
  const finished = join(root, '.sst', 'installed')
  const version = await installedVersion()
  const before = existsSync(finished) ? await readFile(finished, 'utf8') : ''
  if (before === version) return { kind: 'ready', platform }
  try {
    await run(join(root, 'node_modules', '.bin', 'sst'), ['install', '--stage', 'test'], {
      cwd: root,
      env: { SST_SKIP_DEPENDENCY_CHECK: '1', NO_BUN: '1', SST_TELEMETRY_DISABLED: '1' },
    })
    await writeFile(finished, version)
  } catch (error) {
    return missing(`SST could not install its platform: ${(error as Error).message}`)
  }
  return { kind: 'ready', platform }
}

/** Of SST, and of what the stacks ask of it. */
async function installedVersion(): Promise<string> {
  const manifest = await readFile(join(root, 'node_modules', 'sst', 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}
