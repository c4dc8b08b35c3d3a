import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../../../stacks/settings.ts'
import type { Resource } from '../../unit/stacks/rules.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What a deployment of the stage would create, in a process of its own: Pulumi is one a process. */
export function resourcesOf(stage: string, changed: Partial<Settings> = {}): readonly Resource[] {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-stage-'))
  const out = join(folder, 'resources.json')
  try {
    execFileSync(
      process.execPath,
      ['tests/aws/stacks/mocks.ts', stage, out, JSON.stringify(changed)],
      { cwd: root, stdio: 'pipe' },
    )
    return JSON.parse(readFileSync(out, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
