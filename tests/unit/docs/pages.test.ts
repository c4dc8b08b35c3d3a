import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '../../../contracts/errors/catalogue.ts'
import { pages } from '../../../scripts/render-docs.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const rooms = [
  'engine',
  'features',
  'learning',
  'registry',
  'monitoring',
  'functions',
  'pipeline',
  'platform',
  'cli',
  'contracts',
]

async function sources(): Promise<{ path: string; text: string }[]> {
  const files = await Promise.all(
    rooms.map(async (room) =>
      (await readdir(join(root, room), { recursive: true }))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(room, name)),
    ),
  )
  return Promise.all(
    files.flat().map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
  )
}

describe('the pages of docs/ that are made from the product', () => {
  it('are as the product is now (else run node scripts/render-docs.ts)', async () => {
    for (const [path, text] of await pages()) expect(await readFile(path, 'utf8')).toBe(text)
  })
})

describe('error codes', () => {
  it('are each thrown somewhere: a page that explains what cannot happen misleads', async () => {
    const code = (await sources())
      .filter(({ path }) => !path.startsWith('contracts/errors/'))
      .map(({ text }) => text)
      .join('\n')
    const unused = Object.keys(errorCatalogue).filter(
      (name) => !new RegExp(`['"]${name}['"]`).test(code),
    )
    expect(unused).toEqual([])
  })

  it('say what happened and what to do in sentences', () => {
    for (const [code, { title, hint }] of Object.entries(errorCatalogue)) {
      expect(title, code).toMatch(/^\S.*\.$/s)
      expect(hint, code).toMatch(/[.}`]$/)
    }
  })
})
