import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../../../contracts/digest.ts'
import {
  landingKey,
  predictionPrefix,
  tablePart,
  vectorPrefix,
} from '../../../contracts/lake-layout.ts'
import type { SqlSession } from '../../../contracts/ports/sql-engine.ts'
import { pipelineFile } from '../../../contracts/project/pipeline-file.ts'
import type { Arrival } from '../../../contracts/records/arrival.ts'
import type { PredictionSet } from '../../../contracts/records/prediction.ts'
import type { TableVersion } from '../../../contracts/records/table-version.ts'
import { mountAll } from '../../../engine/index.ts'
import { textDigestSql } from '../../../features/index.ts'
import { DuckDbSqlEngine } from '../../../platform/local/duckdb-sql-engine.ts'
import { FsObjectStore } from '../../../platform/local/fs-object-store.ts'
import { LocalFiles } from '../../../platform/local/local-files.ts'
import { systemClock } from '../../../platform/local/system-clock.ts'
import {
  moveAlias,
  publishTables,
  readEnvironment,
  recordArrival,
  recordEncoder,
  recordModelVersion,
  recordPredictionSet,
  recordTableVersion,
} from '../../../registry/index.ts'
import {
  morning,
  sampleArrival,
  sampleEncoder,
  sampleModel,
  samplePredictions,
  sampleTable,
} from '../registry/sample-records.ts'

/** What a test does with a lake that holds the trace of one small project, made by hand. */
export type TracedLake = Awaited<ReturnType<typeof openTracedLake>>

export const features = { model: 'feat_reviews', entity: 'review_id' }
export const pipeline = pipelineFile.parse({
  features: { ...features, text: 'text', numeric: ['words'], categorical: ['city'] },
  label: {
    column: 'sentiment',
    classes: [
      { value: 0, name: 'negative' },
      { value: 1, name: 'positive' },
    ],
  },
  gate: { minimum: 0.5 },
})

/** One day's reviews: `count` of them from number `from`, of `words` words in average. */
export interface Day {
  readonly from: number
  readonly count: number
  readonly words: number
}

export async function openTracedLake() {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-trace-'))
  const store = new FsObjectStore(folder)
  const engine = new DuckDbSqlEngine(store)
  const session = await engine.open({
    readable: ['tables/', 'predictions/', 'vectors/'],
    threads: 2,
  })
  return {
    ...{ store, engine, session, files: new LocalFiles(), clock: systemClock },
    async close() {
      await session.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Lake = TracedLake
type Select = string

/** Lands a text file and keeps its accepted rows, as given by a SELECT, the way ingestion does. */
export async function land(
  { store, session }: Lake,
  source: string,
  file: { readonly name: string; readonly body: Uint8Array; readonly format: Arrival['format'] },
  rows: Select,
): Promise<Arrival> {
  const digest = sha256(file.body)
  const key = landingKey('reviews', source, digest, file.name)
  await store.putIfAbsent(key, file.body)
  const version = `${digest.slice(0, 20)}-c1`
  const part = await session.write(
    `select *, '${file.name}' as _source_file, timestamp '2026-07-01 08:00:00' as _ingested_at from (${rows})`,
    tablePart('reviews', 'source', source, version),
  )
  return recordArrival(
    store,
    sampleArrival({
      ...{ source, digest, key, name: file.name, format: file.format },
      accepted: part.rows,
      part: { key: part.key, bytes: part.bytes, rows: part.rows, sha256: part.sha256 },
    }),
  )
}

/** The table version of a source's arrivals. */
async function sourceTable({ store, session }: Lake, source: string, arrivals: readonly Arrival[]) {
  const files = arrivals.flatMap(({ part }) => (part === null ? [] : [part]))
  const columns = await session.describe(
    `select * from ${session.parquet(files.map(({ key }) => key))}`,
  )
  return recordTableVersion(
    store,
    sampleTable({
      ...{ layer: 'source', model: source, relation: `source_${source}`, materialized: 'source' },
      ...{
        version: `${source}-${arrivals.length}`,
        columns: [...columns],
        files,
        sql: null,
        file: null,
      },
      rows: files.reduce((sum, file) => sum + file.rows, 0),
    }),
  )
}

/** Builds a model over versions that stand already. */
async function build(
  { store, session }: Lake,
  layer: TableVersion['layer'],
  model: string,
  version: string,
  sql: Select,
  inputs: readonly TableVersion[],
  materialized: 'view' | 'table' = 'table',
): Promise<TableVersion> {
  await mountAll(session, inputs)
  const columns = await session.describe(sql)
  const written =
    materialized === 'view'
      ? undefined
      : await session.write(sql, tablePart('reviews', layer, model, version))
  return recordTableVersion(
    store,
    sampleTable({
      ...{
        layer,
        model,
        relation: model,
        version,
        materialized,
        sql,
        file: `${layer}/${model}.sql`,
      },
      columns: [...columns],
      files: written
        ? [{ key: written.key, bytes: written.bytes, rows: written.rows, sha256: written.sha256 }]
        : [],
      rows: written?.rows ?? null,
      inputs: inputs.map((input) => ({
        ...{ relation: input.relation, model: input.model, version: input.version },
      })),
    }),
  )
}

const reviewText = (i: number, words: number): string =>
  Array.from({ length: Math.max(1, words + (i % 7) - 3) }, (_, w) =>
    w === 0 ? `text ${i}` : 'word',
  ).join(' ')

/** A CSV of one day; every tenth text has a line end and quotes in it, so that lines and rows part company. */
export function dayCsv({ from, count, words }: Day) {
  const lines = ['review_id,user_id,text,stars']
  const rows: string[] = []
  let line = 2
  for (let i = from; i < from + count; i++) {
    const odd = i % 10 === 0
    const text = odd ? `He said "wow"\n${reviewText(i, words)}` : reviewText(i, words)
    const stars = 1 + (i % 5)
    lines.push(`r${i},u${i % 9},"${text.replaceAll('"', '""')}",${stars}`)
    rows.push(`('r${i}', 'u${i % 9}', '${text}', ${stars}, ${line})`)
    line += odd ? 2 : 1
  }
  const select = `select * from (values ${rows.join(', ')}) as t(review_id, user_id, text, stars, _source_row)`
  return { body: Buffer.from(`${lines.join('\n')}\n`), select }
}

/** Lands users once: JSON Lines, one a line, compressed or not. */
export const usersFile = (names: readonly string[]) => ({
  body: Buffer.from(names.map((name, i) => `{"user_id":"u${i}","city":"${name}"}\n`).join('')),
  select: `select * from (values ${names.map((name, i) => `('u${i}', '${name}', ${i + 1})`).join(', ')}) as t(user_id, city, _source_row)`,
})

/** Builds every layer over the landed files and publishes it. `version` names the tables of this build. */
export async function buildAll(
  lake: Lake,
  version: string,
  arrivals: { readonly reviews: readonly Arrival[]; readonly users: readonly Arrival[] },
) {
  const reviews = await sourceTable(lake, 'review', arrivals.reviews)
  const users = await sourceTable(lake, 'user', arrivals.users)
  const rawReviews = await build(
    lake,
    'raw',
    'raw_review',
    version,
    'select * from "source_review"',
    [reviews],
    'view',
  )
  const rawUsers = await build(
    lake,
    'raw',
    'raw_user',
    version,
    'select * from "source_user"',
    [users],
    'view',
  )
  const intUsers = await build(
    lake,
    'intermediate',
    'int_users',
    version,
    'select user_id, upper(city) as city from "raw_user"',
    [users, rawUsers],
  )
  const feature = await build(
    lake,
    'feature',
    'feat_reviews',
    version,
    `select review_id, user_id, text, len(string_split(text, ' ')) as words, city,
       case when stars <= 2 then 0 when stars >= 4 then 1 end as sentiment
     from "raw_review" left join "int_users" using (user_id)`,
    [reviews, rawReviews, intUsers],
  )
  const tables = [reviews, users, rawReviews, rawUsers, intUsers, feature]
  await publishTables(lake.store, 'prod', 'reviews', {
    tables: Object.fromEntries(tables.map((table) => [table.relation, table.version])),
    ...{ runId: version, at: morning },
    base: await shownTables(lake),
  })
  return { feature, tables }
}

async function shownTables({ store }: Lake) {
  return (await readEnvironment(store, 'prod'))?.projects['reviews']?.tables
}

/** Vectors of the texts of a feature table, two numbers each, around `centre`. */
export async function embed(
  { session, store }: Lake,
  table: TableVersion,
  centre: number,
): Promise<void> {
  const key = table.files[0].key
  const { columns: _, ...record } = await session.write(
    `select ${textDigestSql('text')} as text_digest,
       [${centre} + sin(hash(text) % 1000)::float, cos(hash(text) % 1000)::float]::float[2] as vector
     from ${session.parquet([key])} group by all order by all`,
    `${vectorPrefix('enc1')}part-${table.version}.parquet`,
  )
  await store.putIfAbsent(
    record.key.replace('.parquet', '.json'),
    Buffer.from(JSON.stringify(record)),
  )
}

/** Registers a model on a feature version and makes it champion. */
export async function registerModel({ store }: Lake, featureVersion: string): Promise<void> {
  await recordEncoder(
    store,
    sampleEncoder({
      fitted_on: {
        project: 'reviews',
        feature_version: featureVersion,
        rows: 1,
        texts_digest: 'x',
      },
    }),
  )
  await recordModelVersion(
    store,
    sampleModel({
      feature_version: featureVersion,
      signature: {
        inputs: [{ name: 'v', role: 'vector', column: 'text', type: 'VARCHAR' }],
        outputs: [],
      },
    }),
  )
  await moveAlias(store, {
    ...{ project: 'reviews', env: 'prod', alias: 'champion', version: 'm1' },
    ...{ who: 'mia', why: 'passed the gate', at: morning },
  })
}

/** Publishes predictions of the rows of a feature table that a condition picks. */
export async function predict(
  { store, session }: Lake,
  table: TableVersion,
  runId: string,
  where: string,
  change: Partial<PredictionSet> = {},
): Promise<PredictionSet> {
  const select = predictionsSelect(session, table, where)
  const written = await session.write(
    select,
    `${predictionPrefix('reviews', '2026-07-01', runId)}part-00000.parquet`,
  )
  const counts = await session.rows(
    `select label, count(*) as n from ${session.parquet([written.key])} group by label`,
  )
  const count = (label: string) => Number(counts.find((row) => row['label'] === label)?.['n'] ?? 0)
  return recordPredictionSet(
    store,
    samplePredictions({
      ...{ run_id: runId, feature_version: table.version, rows: written.rows },
      class_counts: [count('0'), count('1')],
      files: [
        { key: written.key, bytes: written.bytes, rows: written.rows, sha256: written.sha256 },
      ],
      ...change,
    }),
  )
}

const predictionsSelect = (session: SqlSession, table: TableVersion, where: string): Select =>
  `select review_id, (sentiment = 1)::int::varchar as label, 'x' as label_name, 0.9::double as probability,
     [0.1, 0.9]::double[] as probabilities, false as needs_review, 'm1' as model_version,
     'enc1' as encoder_version, '${table.version}' as feature_version, timestamp '2026-07-01 08:00:00' as scored_at
   from (select * replace (coalesce(sentiment, 1) as sentiment) from ${session.parquet([table.files[0].key])}) where ${where} order by review_id`
