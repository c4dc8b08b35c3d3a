import { lakeGrants, layerTag, personalTag } from '../lake-formation.ts'
import type { Roles } from './access.ts'
import type { Stage } from './stage.ts'
import type { Storage } from './storage.ts'

/** Grants by layer and by personal columns, for accounts where Lake Formation decides. */
export function makeLakeFormation(_stage: Stage, roles: Roles, storage: Storage): void {
  new aws.lakeformation.Resource('LakeLocation', {
    arn: storage.lake.arn,
    useServiceLinkedRole: true,
  })
  const tags = [layerTag, personalTag].map(
    (tag) =>
      new aws.lakeformation.LfTag(`Tag-${tag.key}`, { key: tag.key, values: [...tag.values] }),
  )
  for (const { who, layers, personal } of lakeGrants) {
    new aws.lakeformation.Permissions(
      `Grant-${who}`,
      {
        principal: roles.get(who)!.arn,
        permissions: ['SELECT', 'DESCRIBE'],
        lfTagPolicy: {
          resourceType: 'TABLE',
          expressions: [
            { key: layerTag.key, values: [...layers] },
            { key: personalTag.key, values: [...personal] },
          ],
        },
      },
      { dependsOn: tags },
    )
  }
}
