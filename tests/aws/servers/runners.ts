import { mkdir, readFile, rename, rmdir, writeFile } from 'node:fs/promises'
import type { Runners } from './moto-server.ts'

/** Says what stands behind names of functions and tasks; test files that run at the same time keep theirs. */
export async function addRunners(file: string, added: Partial<Runners>): Promise<void> {
  await alone(`${file}.lock`, async () => {
    const { functions, tasks } = JSON.parse(await readFile(file, 'utf8')) as Runners
    const next: Runners = {
      functions: { ...functions, ...added.functions },
      tasks: { ...tasks, ...added.tasks },
    }
    await writeFile(`${file}.next`, JSON.stringify(next))
    await rename(`${file}.next`, file)
  })
}

/** A folder can be made once: whoever made it is alone. */
async function alone(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    const taken = await mkdir(lock).then(
      () => true,
      () => false,
    )
    if (taken) break
    await new Promise((later) => setTimeout(later, 20))
  }
  try {
    await work()
  } finally {
    await rmdir(lock)
  }
}
