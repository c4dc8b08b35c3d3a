import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { actionlint } from '../tools/actionlint.ts'
import { required } from '../world.ts'

const tool = await actionlint()
const why = tool.kind === 'missing' ? ` (skipped: ${tool.reason})` : ''
const folder = '.github/workflows'

describe.skipIf(tool.kind === 'missing')(`actionlint${why}`, () => {
  const lint = (text: string) =>
    spawnSync(required(tool).binary, ['-shellcheck=', '-pyflakes=', '-'], {
      input: text,
      encoding: 'utf8',
    }).stdout

  it.each(readdirSync(folder))('finds nothing wrong with %s', (name) => {
    expect(lint(readFileSync(join(folder, name), 'utf8'))).toBe('')
  })

  it('finds a job that needs one that is not there, and an input that does not exist', () => {
    const deploy = readFileSync(join(folder, 'deploy.yml'), 'utf8')
    expect(lint(deploy.replace('needs: image', 'needs: picture'))).toContain('picture')
    expect(lint(deploy.replace('inputs.train }}', 'inputs.trian }}'))).toContain('trian')
  })
})
