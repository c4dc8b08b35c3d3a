import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { prefixProblem } from '../../contracts/object-key.ts'
import type { ObjectHead } from '../../contracts/ports/object-store.ts'
import { hasCode } from './fs-errors.ts'
import { etagOf } from './fs-file.ts'
import { asideFolder, generationsFolder, pathBelow, statsOf } from './fs-paths.ts'
import { isGenerationName, lastGeneration } from './generations.ts'

interface Listed {
  readonly name: string
  readonly folder: boolean
  /** UTF-8 bytes of the name, those of a folder ending in "/": their order is the order of whole keys. */
  readonly order: Buffer
  /** Whether generations may lie under this name. */
  readonly chained: boolean
}

/** Objects whose keys begin with the prefix, by UTF-8 bytes of their keys. Holds the names of one folder a level in memory. */
export async function* listFolder(root: string, prefix: string): AsyncIterable<ObjectHead> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  if (isOwn(folder.split('/', 1)[0]!)) return
  if (folder !== '') pathBelow(root, folder.slice(0, -1))
  let count = 0
  for (const head of walk(root, { folder, prefix, chained: true })) {
    yield head
    // The walk asks the disk without waiting, which is ten times as fast; other work gets its turn here.
    if (++count % 256 === 0) await setImmediate()
  }
}

interface Walk {
  /** Where to look: '' or a key that ends in "/". */
  readonly folder: string
  readonly prefix: string
  /** Whether generations may lie below the folder: most folders have none, and are not looked up. */
  readonly chained: boolean
}

function* walk(root: string, { folder, prefix, chained }: Walk): Iterable<ObjectHead> {
  for (const entry of entriesOf(root, folder, chained)) {
    const key = folder + entry.name
    if (entry.folder) {
      if (`${key}/`.startsWith(prefix))
        yield* walk(root, { folder: `${key}/`, prefix, chained: entry.chained })
    } else if (key.startsWith(prefix)) {
      const head = headOf(root, key, entry.chained)
      if (head !== undefined) yield head
    }
  }
}

function entriesOf(root: string, folder: string, chained: boolean): readonly Listed[] {
  const shown = readFolder(join(root, folder)).filter(({ name }) => isListed(folder, name))
  const chains = new Set(chained ? chainNames(root, folder) : [])
  const entries = shown
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => listed(entry.name, entry.isDirectory(), chains.has(entry.name)))
  const names = new Set(entries.map(({ name }) => name))
  // A generation whose file is not shown: its writer was killed before it could show it.
  const unseen = [...chains]
    .filter((name) => !names.has(name))
    .map((name) => listed(name, !isChain(root, folder + name), true))
  return [...entries, ...unseen].sort((a, b) => Buffer.compare(a.order, b.order))
}

const listed = (name: string, folder: boolean, chained: boolean): Listed => ({
  name,
  folder,
  chained,
  order: Buffer.from(folder ? `${name}/` : name),
})

const chainNames = (root: string, folder: string): readonly string[] =>
  readFolder(join(root, generationsFolder, folder))
    .filter((entry) => entry.isDirectory() && isListed(folder, entry.name))
    .map((entry) => entry.name)

const isChain = (root: string, key: string): boolean =>
  lastGeneration(join(root, generationsFolder, key)) !== undefined

const isListed = (folder: string, name: string): boolean =>
  !(folder === '' && isOwn(name)) && !isGenerationName(name) && prefixProblem(name) === undefined

const isOwn = (name: string) => name === asideFolder || name === generationsFolder

function headOf(root: string, key: string, chained: boolean): ObjectHead | undefined {
  const last = chained ? lastGeneration(join(root, generationsFolder, key)) : undefined
  if (last?.deleted) return undefined
  const stats = statsOf(last?.path ?? join(root, key))
  return stats?.isFile() ? { key, bytes: Number(stats.size), etag: etagOf(stats) } : undefined
}

function readFolder(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
}
