import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, isOnPath, missing, run, type Tool } from './tool.ts'

const version = 'v1.8.0'

/** versitygw, an S3 server over a folder, built by Go (some minutes, once). */
export async function versitygw(): Promise<Tool<{ readonly binary: string }>> {
  const bin = folderOf('versitygw', version)
  const binary = join(bin, 'versitygw')
  if (existsSync(binary)) return { kind: 'ready', binary }
  if (!isOnPath('go', 'version'))
    return missing('Go is not installed, so no S3 server can be built')
  try {
    await run('go', ['install', `github.com/versity/versitygw/cmd/versitygw@${version}`], {
      env: { GOBIN: bin, GOFLAGS: '-trimpath' },
    })
  } catch (error) {
    return missing(`versitygw could not be built: ${(error as Error).message}`)
  }
  return { kind: 'ready', binary }
}
