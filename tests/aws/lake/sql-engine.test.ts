import { describe } from 'vitest'
import { sqlEngineContract } from '../../ports/sql-engine-contract.ts'
import { engineOn, makeBucket, noLake } from './bucket.ts'

describe.skipIf(noLake)(`on a lake in a bucket${noLake ? ` (skipped: ${noLake})` : ''}`, () => {
  sqlEngineContract('DuckDB over S3', async () => ({
    ...engineOn({ bucket: await makeBucket(), prefix: 'a lake [x]/é+%41' }),
    cleanup: async () => {},
  }))
})
