import type { ModelAlias } from '../../contracts/records/model-version.ts'
import { listAliases } from '../aliases.ts'
import { defineRelation } from './define.ts'

export const modelAliasesRelation = defineRelation<ModelAlias>(
  'model_aliases',
  'One row per alias: which model version it names in an environment.',
  async (store, project) =>
    (await listAliases(store)).filter(
      (alias) => project === undefined || alias.project === project,
    ),
  ({ text, time, json }) => [
    text('project', 'Project of the model.', (alias) => alias.project),
    text('env', 'Environment.', (alias) => alias.env),
    text('alias', 'champion or challenger.', (alias) => alias.alias),
    text('version', 'Model version it names.', (alias) => alias.version),
    text('previous', 'Model version it named before.', (alias) => alias.previous),
    json('history', 'Versions a rollback walks back along, as JSON.', (alias) => alias.history),
    text('who', 'Who moved it last.', (alias) => alias.who),
    text('why', 'Why.', (alias) => alias.why),
    time('moved_at', 'When that was, UTC.', (alias) => alias.moved_at),
  ],
)
