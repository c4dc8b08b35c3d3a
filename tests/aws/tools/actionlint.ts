import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, isOnPath, missing, run, type Tool } from './tool.ts'

const version = 'v1.7.7'

/** actionlint, which reads GitHub's workflows as GitHub does, built by Go. */
export async function actionlint(): Promise<Tool<{ readonly binary: string }>> {
  const bin = folderOf('actionlint', version)
  const binary = join(bin, 'actionlint')
  if (existsSync(binary)) return { kind: 'ready', binary }
  if (!isOnPath('go', 'version'))
    return missing('Go is not installed, so actionlint cannot be built')
  try {
    await run('go', ['install', `github.com/rhysd/actionlint/cmd/actionlint@${version}`], {
      env: { GOBIN: bin, GOFLAGS: '-trimpath' },
    })
  } catch (error) {
    return missing(`actionlint could not be built: ${(error as Error).message}`)
  }
  return { kind: 'ready', binary }
}
