import { SqlFailure } from '../../contracts/ports/sql-engine.ts'
import type { SourceFormat } from '../../contracts/project/sources-file.ts'
import type { Arrival } from '../../contracts/records/arrival.ts'
import type { FileRecord } from '../../contracts/records/table-version.ts'
import { contractOf } from './contract.ts'
import { type OpenRows, openRows } from './open-rows.ts'
import { parquetRefusal } from './parquet-rows.ts'
import { partKey, quarantineOf } from './part-keys.ts'
import type { Reading, TakeInDeps, TakeInRequest } from './read-deps.ts'
import { engineRefusal } from './refuse.ts'
import type { Reject } from './reject.ts'
import { quarantineChunks, quarantineColumns, rejectsOf } from './rejects.ts'
import { acceptedSql } from './rows-sql.ts'
import { Tally } from './tally.ts'

/** What became of the rows of a file that could be read. */
export interface TakenIn {
  /** `over_limit`: more rows were rejected than the source allows; no accepted row was written. */
  readonly status: 'accepted' | 'over_limit'
  readonly contract: string
  readonly format: SourceFormat
  readonly dialect: string
  readonly accepted: number
  readonly rejected: number
  /** Accepted rows; null when there are none or the limit was exceeded. */
  readonly part: FileRecord | null
  /** Key of the rejected rows; null when there are none. */
  readonly quarantine: string | null
  readonly reasons: Arrival['reasons']
  readonly notes: readonly string[]
  /** The rows' `_ingested_at`, ISO. */
  readonly ingestedAt: string
}

/**
 * Reads a file into typed rows. Rows that break the declaration go to quarantine; if they are more than the limit, no other row
 * is written. Throws the refusal of a file that cannot be read at all; then nothing was written. The same file under the same
 * contract can be taken in again: what is there already is kept.
 *
 * @example const { status, accepted } = await takeIn(platform, { project: 'reviews', declaration, file, digest })
 */
export async function takeIn(deps: TakeInDeps, request: TakeInRequest): Promise<TakenIn> {
  const scratch = await deps.files.scratch()
  try {
    const reading: Reading = { ...deps, ...request, scratch }
    const open = await openRows(reading)
    try {
      return await writeRows(reading, open)
    } catch (error) {
      throw open.rows.format === 'parquet' ? parquetRefusal(request.file.name, error) : error
    } finally {
      await open.session.close()
    }
  } catch (error) {
    throw engineRefusal(request.file.name, error)
  } finally {
    await scratch.remove()
  }
}

async function writeRows(reading: Reading, open: OpenRows): Promise<TakenIn> {
  const { rows } = open
  const tally = new Tally()
  const quarantine = await writeQuarantine(reading, open, tally)
  const seen = rows.records + (open.text?.framed.counts.rejected ?? 0)
  const accepted = seen - tally.rejected
  const over = tally.rejected > seen * reading.declaration.quarantine.limit
  const written = over || accepted === 0 ? undefined : await writePart(reading, open, accepted)
  return {
    status: over ? 'over_limit' : 'accepted',
    contract: contractOf(reading.declaration),
    format: rows.format,
    dialect: rows.dialect,
    accepted,
    rejected: tally.rejected,
    part: written?.part ?? null,
    quarantine,
    reasons: [...tally.reasons()],
    notes: rows.notes,
    ingestedAt: written?.ingestedAt ?? reading.clock.now().toISOString(),
  }
}

async function writePart(
  reading: Reading,
  { session, rows, columns }: OpenRows,
  accepted: number,
): Promise<{ part: FileRecord; ingestedAt: string }> {
  const { clock, file } = reading
  const key = partKey(reading)
  const select = acceptedSql(rows, columns, {
    file: file.name,
    ingestedAt: clock.now().toISOString(),
    all: accepted === rows.records,
  })
  const written = await session.write(select, key)
  if (written.rows !== accepted) {
    throw new SqlFailure('other', `${accepted} rows should be right, but ${written.rows} were read`)
  }
  // An earlier attempt may have written it, at another time.
  const [row] = await session.rows(
    `select _ingested_at as t from ${session.parquet([key])} limit 1`,
  )
  const part = { key, bytes: written.bytes, rows: written.rows, sha256: written.sha256 }
  return { part, ingestedAt: new Date(`${row['t']}`).toISOString() }
}

/** Key of the rejected rows; null, and nothing written, when there are none. */
async function writeQuarantine(
  reading: Reading,
  open: OpenRows,
  tally: Tally,
): Promise<string | null> {
  const rejects = rejectsOf(reading.files, open)
  const first = await rejects.next()
  if (first.done) return null
  const key = quarantineOf(reading)
  const rows = quarantineChunks(reading.file.name, tallied(first.value, rejects, tally))
  await open.session.writeChunks(rows, quarantineColumns, key)
  return key
}

async function* tallied(
  first: Reject,
  rest: AsyncIterable<Reject>,
  tally: Tally,
): AsyncGenerator<Reject> {
  tally.add(first)
  yield first
  for await (const reject of rest) {
    tally.add(reject)
    yield reject
  }
}
