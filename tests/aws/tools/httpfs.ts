import { fetchHttpfs, httpfsVersion, thisPlatform } from '../../../scripts/fetch-httpfs.ts'
import { folderOf, missing, type Tool } from './tool.ts'

/** DuckDB's extension for S3, in a folder that MILLRACE_DUCKDB_EXTENSIONS can name. */
export async function httpfs(): Promise<Tool<{ readonly folder: string }>> {
  const folder = folderOf('httpfs', httpfsVersion)
  try {
    fetchHttpfs(thisPlatform(), folder)
  } catch (error) {
    return missing(`DuckDB's extension httpfs could not be fetched: ${(error as Error).message}`)
  }
  return { kind: 'ready', folder }
}
