import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FsObjectStore } from '../../platform/local/fs-object-store.ts'
import { MemoryObjectStore } from '../fakes/memory-object-store.ts'
import { objectStoreContract } from './object-store-contract.ts'

objectStoreContract('in a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-store-'))
  return {
    store: new FsObjectStore(folder),
    another: () => new FsObjectStore(folder),
    cleanup: () => rm(folder, { recursive: true, force: true }),
  }
})

objectStoreContract('in memory', async () => ({
  store: new MemoryObjectStore(),
  cleanup: async () => {},
}))
