/** A question about the tables of one database, in SQL that DuckDB and Athena answer alike. */
export interface SavedQuery {
  /** Lower case, words parted by "-". */
  readonly name: string
  /** The question. */
  readonly description: string
  /** The database it is asked of; the SQL names none, so that it stands for any environment. */
  readonly database: string
  readonly sql: string
}

/** The questions that people ask again and again, for the database of a project in an environment. */
export const savedQueries = (database: string): readonly SavedQuery[] =>
  questions.map(([name, description, sql]) => ({
    ...{ name, description, database },
    sql: `${sql.trim()}\n`,
  }))

const questions: readonly (readonly [name: string, description: string, sql: string])[] = [
  [
    'predictions-by-class',
    'How many rows did each run put into each class, how sure was it, and how many need review?',
    `
select run_date, run_id, label_name,
  count(*) as predictions,
  round(avg(probability), 6) as mean_probability,
  count(*) filter (where needs_review) as needs_review
from predictions
group by run_date, run_id, label_name
order by run_date, run_id, label_name`,
  ],
  [
    'prediction-lineage',
    'Which model, encoder, feature table and sources stand behind the predictions of each run?',
    `
with used as (
  select run_date, run_id, model_version, encoder_version, feature_version, count(*) as predictions
  from predictions
  group by run_date, run_id, model_version, encoder_version, feature_version
)
select used.run_date, used.run_id, used.predictions,
  used.model_version, model_versions.algorithm, used.encoder_version,
  model_versions.feature_model, used.feature_version,
  model_versions.feature_version as trained_on_version,
  lineage.from_name as source, lineage.from_version as source_version, lineage.steps
from used
join model_versions on model_versions.version = used.model_version
join lineage on lineage.version = used.feature_version
  and lineage.name = model_versions.feature_model and lineage.from_kind = 'source'
order by used.run_date, used.run_id, lineage.from_name, lineage.from_version`,
  ],
  [
    'model-lineage',
    'Which versions of encoders, tables and sources was each model trained on?',
    `
select model_versions.version, model_versions.algorithm, model_versions.created_at,
  lineage.from_kind, lineage.from_name, lineage.from_version, lineage.steps
from model_versions
join lineage on lineage.version = model_versions.version and lineage.kind = 'model'
order by model_versions.created_at desc, model_versions.version,
  lineage.steps, lineage.from_name, lineage.from_version`,
  ],
  [
    'models-and-approvals',
    'Which models are there, how good are they, and who approved the ones in use?',
    `
select model_versions.version, model_versions.algorithm, model_versions.created_at,
  round(model_versions.test_f1_macro, 6) as test_f1_macro,
  round(model_versions.baseline_f1_macro, 6) as baseline_f1_macro,
  model_versions.gate_passed,
  model_aliases.env, model_aliases.alias, model_aliases.who, model_aliases.why,
  model_aliases.moved_at
from model_versions
left join model_aliases on model_aliases.version = model_versions.version
  and model_aliases.project = model_versions.project
order by model_versions.created_at desc, model_versions.version,
  model_aliases.env, model_aliases.alias`,
  ],
  [
    'quality-report',
    'What did monitoring say of each run: data quality, drift, rows to review, verdict?',
    `
select run_id, env, monitored_at, verdict, "rows", needs_review,
  accepted, rejected, tests_failed, tests_warned,
  round(largest_psi, 6) as largest_psi, round(centre_shift, 6) as centre_shift, reasons
from monitors
order by monitored_at desc, run_id`,
  ],
  [
    'rows-for-review',
    'Which predictions should a person look at, the least sure first?',
    `
select *
from predictions
where needs_review
order by probability, 1, run_id
limit 1000`,
  ],
  [
    'drift-over-time',
    'How far has each column moved from what the model was trained on?',
    `
select monitored_at, run_id, model_version, column_name,
  round(psi, 6) as psi, round(missing, 6) as missing
from monitor_columns
order by monitored_at, run_id, column_name`,
  ],
  [
    'class-shares-over-time',
    'How have the shares of the predicted classes moved against the reference?',
    `
select monitored_at, run_id, model_version, class_name,
  round(share, 6) as share, round(reference_share, 6) as reference_share,
  round(share - reference_share, 6) as difference
from monitor_classes
order by monitored_at, run_id, class_name`,
  ],
  [
    'rejected-rows',
    'Why were rows of landed files rejected, and where do they lie in quarantine?',
    `
select source, code, column_name,
  cast(sum(rejected) as bigint) as rejected,
  count(distinct digest) as files,
  max(arrived_at) as newest,
  min(quarantine) as example_quarantine
from rejections
group by source, code, column_name
order by source, code, column_name`,
  ],
  [
    'arrivals',
    'Which files were taken in, and what share of their rows was rejected?',
    `
select source, name, arrived_at, bytes, accepted, rejected,
  round(cast(rejected as double) / (accepted + rejected), 6) as rejected_share
from arrivals
where accepted + rejected > 0
order by arrived_at desc, source, name`,
  ],
  [
    'failed-tests',
    'Which data tests found failing rows?',
    `
select model, name, severity, failures, message, failing_rows, tested_at
from test_results
where status = 'fail'
order by tested_at desc, model, name`,
  ],
  [
    'runs',
    'Which runs were there, who began them, how did they end, and where did the time go?',
    `
select runs.run_id, runs.run_date, runs.command, runs.env, runs.status, runs.who,
  runs.started_at, runs.finished_at, steps.step, steps.seconds
from runs
left join steps on steps.run_id = runs.run_id and steps.project = runs.project
order by runs.started_at desc, runs.run_id, steps.finished_at, steps.step`,
  ],
  [
    'shown-tables',
    'Which version does each environment show of each table, how large is it, and which run published it?',
    `
select environments.env, environments.relation, environments.version,
  table_versions.layer, table_versions.materialized, table_versions."rows", table_versions.bytes,
  environments.run_id, environments.published_at
from environments
join table_versions on table_versions.version = environments.version
  and table_versions.relation = environments.relation
  and table_versions.project = environments.project
order by environments.env, environments.relation`,
  ],
  [
    'stored-bytes',
    'How many bytes do the versions of each table take, which is what is stored and scanned?',
    `
select layer, relation,
  count(*) as versions,
  cast(sum("rows") as bigint) as stored_rows,
  cast(sum(bytes) as bigint) as stored_bytes
from table_versions
group by layer, relation
order by layer, relation`,
  ],
]
