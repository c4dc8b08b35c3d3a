import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { settingsOf } from '../../../stacks/settings.ts'

interface Step {
  readonly uses?: string
  readonly run?: string
}
interface Job {
  readonly 'timeout-minutes'?: number
  readonly permissions?: Readonly<Record<string, string>>
  readonly environment?: string
  readonly if?: string
  readonly steps: readonly Step[]
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>
  readonly concurrency?: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

const folder = '.github/workflows'

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const text = readFileSync(`${folder}/${name}`, 'utf8')
  const workflow = parse(text) as Workflow
  const jobs = Object.entries(workflow.jobs)

  it('pins every action to a commit, with its version beside it', () => {
    for (const line of text.split('\n').filter((each) => each.includes('uses:')))
      expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('reads the repository and nothing else, but where a job takes on a role', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' })
    for (const [job, { permissions = {}, steps }] of jobs) {
      const takesRole = steps.some(({ uses }) => uses?.startsWith('aws-actions/'))
      expect(permissions['id-token'], job).toBe(takesRole ? 'write' : undefined)
      expect(
        Object.keys(permissions).filter((one) => !['contents', 'id-token'].includes(one)),
      ).toEqual([])
    }
  })

  it('knows no secrets, and puts nothing that a person typed into a command', () => {
    expect(text).not.toContain('secrets.')
    for (const { run = '' } of jobs.flatMap(([, { steps }]) => steps))
      expect(run).not.toContain('${{')
  })

  it('ends, and runs once at a time', () => {
    expect(workflow.concurrency).toBeDefined()
    for (const [job, { 'timeout-minutes': minutes }] of jobs)
      expect(minutes, job).toBeGreaterThan(0)
  })

  it('takes on a role that changes things only in the environment of the stage', () => {
    for (const [job, { steps, environment }] of jobs) {
      if (JSON.stringify(steps).includes('MILLRACE_DEPLOY_ROLE'))
        expect(environment, job).toMatch(/inputs\.stage/)
    }
  })
})

it('deploys after everything was checked and tested, and the image was pushed', () => {
  const { jobs } = parse(readFileSync(`${folder}/deploy.yml`, 'utf8')) as {
    jobs: Record<string, { needs?: string }>
  }
  const chain = Object.fromEntries(Object.entries(jobs).map(([name, { needs }]) => [name, needs]))
  expect(chain).toEqual({
    check: undefined,
    test: 'check',
    image: 'test',
    deploy: 'image',
    train: 'deploy',
  })
  expect(settingsOf('staging').protect).toBe(false)
  expect(settingsOf('production').protect).toBe(true)
})
