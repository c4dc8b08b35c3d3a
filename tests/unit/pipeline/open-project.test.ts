import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Platform } from '../../../contracts/ports/platform.ts'
import { openProject } from '../../../pipeline/open-project.ts'
import { compose, shippedProjects } from '../../../platform/compose.ts'

let folder: string
let platform: Platform

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-projects-'))
  await cp(join(shippedProjects, 'reviews'), join(folder, 'complaints'), { recursive: true })
  platform = await compose({ lake: join(folder, 'lake'), projects: folder })
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a project copied to another folder', () => {
  it('is refused until it has a name of its own, so that it never writes into the first one', async () => {
    await expect(openProject(platform, 'complaints')).rejects.toMatchObject({
      code: 'PROJECT_NAME_DIFFERS',
      exit: 1,
    })
    const told: string[] = []
    await openProject(platform, 'complaints', ({ code }) => told.push(code))
    expect(told).toEqual(['PROJECT_NAME_DIFFERS'])
  })

  it('opens once project.yml gives the name of the folder', async () => {
    const file = join(folder, 'complaints', 'project.yml')
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('name: reviews', 'name: complaints'))
    expect((await openProject(platform, 'complaints')).name).toBe('complaints')
  })
})
