import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { ProductError } from '../../contracts/errors/product-error.ts'
import { quoteText } from '../../contracts/sql-text.ts'

const fileName = 'httpfs.duckdb_extension'

export interface ExtensionPlaces {
  /** Folders that may hold the extension, itself or in DuckDB's own order (`v1.5.5/linux_amd64/`). */
  readonly folders: readonly string[]
  /** DuckDB's own folder of extensions. @default ~/.duckdb/extensions */
  readonly own?: string
}

/**
 * Loads httpfs: from the folders, in their order, from DuckDB's own folder, or, where the network allows it, by installing it
 * there. DuckDB checks its signature in each case. Throws ENGINE_EXTENSION_MISSING.
 */
export async function loadHttpfs(
  connection: DuckDBConnection,
  { folders, own = join(homedir(), '.duckdb', 'extensions') }: ExtensionPlaces,
): Promise<void> {
  const layout = await platformFolder(connection)
  const places = [...folders.flatMap((folder) => [folder, join(folder, layout)]), join(own, layout)]
  const found = places.map((place) => join(place, fileName)).filter((path) => existsSync(path))
  const failures: string[] = []
  for (const path of found) {
    try {
      await connection.run(`LOAD ${quoteText(path)}`)
      return
    } catch (error) {
      failures.push(`${path} cannot be loaded: ${firstLine(error)}`)
    }
  }
  try {
    await connection.run('INSTALL httpfs')
    await connection.run('LOAD httpfs')
  } catch (error) {
    throw missing(places, [...failures, `installing it failed: ${firstLine(error)}`], error)
  }
}

/** DuckDB's name of its version and platform in a folder of extensions. */
async function platformFolder(connection: DuckDBConnection): Promise<string> {
  const result = await connection.run(
    'SELECT library_version, (SELECT platform FROM pragma_platform()) FROM pragma_version()',
  )
  const [[version, platform]] = (await result.getRows()) as [[string, string]]
  return join(version, platform)
}

const missing = (places: readonly string[], failures: readonly string[], cause: unknown) =>
  new ProductError('ENGINE_EXTENSION_MISSING', {
    message: `DuckDB cannot reach buckets without its extension httpfs. It was looked for in ${places.join(', ')}; ${failures.join('; ')}. Nothing was changed.`,
    cause,
    data: { places },
  })

/** What DuckDB says, without its JSON and its advice. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const told = /"exception_message":"((?:[^"\\]|\\.)*)"/.exec(text)
  const message = told === null ? text : (JSON.parse(`"${told[1]}"`) as string)
  return message.split('\n')[0].replace(/\.$/, '')
}
