import type { Platform } from '../contracts/ports/platform.ts'
import { type IngestReport, ingest } from './ingest.ts'
import { openProject } from './open-project.ts'

/** Takes files (or the files of folders) into a source of a project, by its name. */
export const ingestFiles = async (
  platform: Platform,
  request: { readonly project: string; readonly source: string; readonly paths: readonly string[] },
): Promise<IngestReport> =>
  ingest(platform, await openProject(platform, request.project), request.source, request.paths)
