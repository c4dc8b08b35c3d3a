import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../../../../contracts/digest.ts'
import type { Row } from '../../../../contracts/ports/sql-engine.ts'
import {
  type SourceDeclaration,
  sourceDeclaration,
} from '../../../../contracts/project/sources-file.ts'
import { type TakenIn, takeIn } from '../../../../engine/sources/index.ts'
import { DuckDbSqlEngine } from '../../../../platform/local/duckdb-sql-engine.ts'
import { fixedClock } from '../../../../platform/local/fixed-clock.ts'
import { FsObjectStore } from '../../../../platform/local/fs-object-store.ts'
import { LocalFiles } from '../../../../platform/local/local-files.ts'

export const moment = '2026-03-01T06:00:00.000Z'

/** A lake in a folder of its own, and files beside it that are taken into a source. */
export async function openSourceLake() {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-sources-'))
  const store = new FsObjectStore(join(folder, 'lake'))
  const engine = new DuckDbSqlEngine(store)
  const files = new LocalFiles()
  const deps = { store, engine, files, clock: fixedClock(moment) }

  async function write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder, name)
    await writeFile(path, content)
    return path
  }

  return {
    folder,
    deps,
    write,
    /** Takes a file of this content in. */
    async takeIn(
      name: string,
      content: string | Uint8Array,
      declaration: SourceDeclaration,
      now = moment,
    ): Promise<TakenIn> {
      const path = await write(name, content)
      const bytes = Buffer.from(content as string)
      return takeIn(
        { ...deps, clock: fixedClock(now) },
        {
          project: 'p',
          declaration,
          digest: sha256(bytes),
          file: {
            name,
            bytes: bytes.length,
            read: () => files.read(path),
            place: { kind: 'outside', path },
          },
        },
      )
    },
    /** Rows of a Parquet object, in its order. */
    async rows(key: string | null | undefined, columns = '*'): Promise<readonly Row[]> {
      if (key === null || key === undefined) return []
      const session = await engine.open({ readable: [key.slice(0, key.lastIndexOf('/') + 1)] })
      try {
        return await session.rows(`select ${columns} from ${session.parquet([key])}`)
      } finally {
        await session.close()
      }
    },
    async keys(prefix = ''): Promise<readonly string[]> {
      const keys: string[] = []
      for await (const { key } of store.list(prefix)) keys.push(key)
      return keys
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

export type SourceLake = Awaited<ReturnType<typeof openSourceLake>>

/** A source of the given columns; `key!` marks a required one. */
export const declare = (
  columns: Readonly<Record<string, string>>,
  more: object = {},
): SourceDeclaration =>
  sourceDeclaration.parse({
    name: 's',
    columns: Object.entries(columns).map(([name, type]) => ({
      name: name.replace(/!$/, ''),
      type,
      required: name.endsWith('!'),
    })),
    ...more,
  })
