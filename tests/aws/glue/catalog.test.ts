import { describe } from 'vitest'
import { GlueCatalog } from '../../../platform/aws/glue-catalog.ts'
import { catalogContract } from '../../ports/catalog-contract.ts'
import { moto } from '../world.ts'
import { glueClient, randomAccount } from './glue-world.ts'

// The contract names its databases itself: an account of its own keeps each test apart.
describe.skipIf(moto.kind === 'missing')('Glue', () => {
  catalogContract('in Glue', async () => {
    const client = glueClient(randomAccount())
    const catalog = () => new GlueCatalog({ client, root: 's3://lake/prefix' })
    return { catalog: catalog(), another: catalog, cleanup: async () => client.destroy() }
  })
})
