import { savedQueries } from '../../contracts/saved-queries.ts'
import { databaseName } from '../names.ts'
import type { Stage } from './stage.ts'

/** A Glue database a project, the Athena workgroup of the stage, and the questions people ask again and again. */
export function makeCatalog(stage: Stage): void {
  const { settings, names, tags, holdsData } = stage
  const workgroup = new aws.athena.Workgroup(
    'Queries',
    {
      name: names.workgroup,
      description: `Queries over the lake of Millrace, stage ${settings.stage}`,
      forceDestroy: !settings.retain,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: settings.scanLimitBytes,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${names.resultsBucket}/results/`,
          expectedBucketOwner: names.account,
          encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKeyArn: stage.key.arn },
        },
      },
      tags,
    },
    { retainOnDelete: settings.retain },
  )
  // Its tables are of one build each and can be dropped at any time.
  new aws.glue.CatalogDatabase(
    'Scratch',
    {
      name: names.scratchDatabase,
      description: 'Tables that Athena needs on the way while it makes those of the lake.',
      tags,
    },
    holdsData,
  )
  for (const project of settings.projects) {
    const name = databaseName(project, settings.environment)
    const database = new aws.glue.CatalogDatabase(
      `Database-${project}`,
      {
        name,
        description: `What the environment ${settings.environment} of ${project} shows. A projection: it can be made again from the lake.`,
        tags,
      },
      holdsData,
    )
    for (const query of savedQueries(name)) {
      new aws.athena.NamedQuery(`Query-${project}-${query.name}`, {
        name: query.name,
        description: query.description,
        database: database.name,
        workgroup: workgroup.name,
        query: query.sql,
      })
    }
  }
}
