import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, onTestFinished } from 'vitest'
import type { ObjectStore } from '../../../contracts/ports/object-store.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { MemoryObjectStore } from '../../fakes/memory-object-store.ts'

type OpenStore = () => Promise<ObjectStore>

/** Runs the same tests on a store in memory and on one in a folder that is gone when the test is over. */
export function eachStore(tests: (open: OpenStore) => void): void {
  describe('in memory', () => tests(async () => new MemoryObjectStore()))
  describe('in a folder', () => tests(openFolder))
}

async function openFolder(): Promise<ObjectStore> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-registry-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return new FsObjectStore(folder)
}
