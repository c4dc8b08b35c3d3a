import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { arch, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copiedFrom, stagesOf } from '../../unit/stacks/dockerfile.ts'

// There is no Docker here: its steps are done in an empty folder instead, with the packages of this clone.
describe('the steps of the Dockerfile in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-image-'))
  const [, build] = stagesOf(readFileSync('Dockerfile', 'utf8'))
  const app = join(folder, 'bundles', arch(), 'full')

  beforeAll(() => {
    for (const path of copiedFrom(build!)) cpSync(path, join(folder, path), { recursive: true })
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
    const made = spawnSync(
      process.execPath,
      ['scripts/bundle.ts', '--arch', arch(), '--out', join(folder, 'bundles')],
      { cwd: folder, encoding: 'utf8' },
    )
    expect(made.stderr).toBe('')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('make a folder that holds the task, its projects and DuckDB’s extension', () => {
    for (const path of [
      'functions/task.mjs',
      'models_sql/reviews/project.yml',
      'extensions/httpfs.duckdb_extension',
    ])
      expect(existsSync(join(app, path)), path).toBe(true)
  })

  it('and the task starts there, and says which variable it misses', () => {
    const started = spawnSync(process.execPath, ['functions/task.mjs'], {
      cwd: app,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], TMPDIR: folder },
    })
    expect(started.status).not.toBe(0)
    expect(started.stdout + started.stderr).toMatch(/FUNCTION_NOT_CONFIGURED: .*MILLRACE_/)
  })
})
