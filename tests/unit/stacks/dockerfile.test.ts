import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { task } from '../../../contracts/deployment.ts'
import { copiedFrom, stagesOf } from './dockerfile.ts'

const stages = stagesOf(readFileSync('Dockerfile', 'utf8'))
const [base, build, last] = stages
const values = (name: string) =>
  last!.instructions.filter((one) => one.name === name).map(({ rest }) => rest)

describe('the image of the task', () => {
  it('is built on one base, pinned by its digest', () => {
    expect(stages.map(({ as }) => as)).toEqual(['base', 'build', 'task'])
    expect(base!.from).toMatch(/^node:24\.\d+\.\d+-\w+-slim@sha256:[0-9a-f]{64}$/)
    expect([build!.from, last!.from]).toEqual(['base', 'base'])
  })

  it('takes from the build nothing but what was bundled', () => {
    expect(copiedFrom(last!)).toEqual([])
    expect(values('COPY')).toEqual(['--from=build /app ./'])
  })

  it('runs as nobody in particular, from the time it starts', () => {
    const names = last!.instructions.map(({ name }) => name)
    expect(values('USER')).toEqual(['node'])
    expect(names.indexOf('USER')).toBeGreaterThan(names.lastIndexOf('RUN'))
    expect(names.indexOf('USER')).toBeLessThan(names.indexOf('CMD'))
  })

  it('writes to its scratch space only', () => {
    expect(values('VOLUME')).toEqual(['["/scratch"]'])
    expect(values('ENV').join(' ')).toMatch(/TMPDIR=\/scratch .*HOME=\/scratch/)
  })

  it('runs what the state machine runs', () => {
    expect(JSON.parse(values('CMD')[0]!)).toEqual(task.command)
  })

  it('installs what the lock names, runs no scripts of packages, and fetches nothing by itself', () => {
    const runs = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ name }) => name === 'RUN')
    expect(runs.some(({ rest }) => /npm ci --ignore-scripts/.test(rest))).toBe(true)
    for (const { rest } of runs) expect(rest).not.toMatch(/curl|wget|npm install|sudo/)
    expect(
      stages.flatMap(({ instructions }) => instructions).map(({ name }) => name),
    ).not.toContain('ADD')
  })

  it('is sent what it copies, and nothing else of the clone', () => {
    const sources = copiedFrom(build!).map((path) => path.replace('./', ''))
    for (const path of sources) expect(existsSync(path), path).toBe(true)
    const sent = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
    expect(sent.map((line) => line.slice(1)).sort()).toEqual(sources.toSorted())
  })
})
