import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FsCatalog } from '../../platform/local/fs-catalog.ts'
import { FsObjectStore } from '../../platform/local/fs-object-store.ts'
import { MemoryObjectStore } from '../fakes/memory-object-store.ts'
import { catalogContract } from './catalog-contract.ts'

catalogContract('in a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-catalog-'))
  return {
    catalog: new FsCatalog(new FsObjectStore(folder)),
    another: () => new FsCatalog(new FsObjectStore(folder)),
    cleanup: () => rm(folder, { recursive: true, force: true }),
  }
})

catalogContract('in a store in memory', async () => {
  const store = new MemoryObjectStore()
  return {
    catalog: new FsCatalog(store),
    another: () => new FsCatalog(store),
    cleanup: async () => {},
  }
})
