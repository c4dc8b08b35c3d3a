import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import type { Row, SqlFailure } from '../../contracts/ports/sql-engine.ts'
import { athenaFailure } from './athena-failure.ts'
import { type Patience, persist } from './glue-calls.ts'

export interface AthenaQueriesOptions {
  readonly client: Pick<AthenaClient, 'send'>
  readonly workgroup: string
  /** `s3://…/` where Athena puts results, unless the workgroup says another place. */
  readonly results: string
  readonly patience: Patience
  /** Seconds one query may take. @default 3600 */
  readonly timeoutSeconds?: number
}

export interface Finished {
  readonly id: string
  readonly bytesScanned: number
}

/** A query that had failed before it was asked for: under another token it may succeed. */
export class EarlierFailure extends Error {
  override readonly name = 'EarlierFailure'
  readonly failure: SqlFailure
  constructor(failure: SqlFailure) {
    super(failure.message, { cause: failure })
    this.failure = failure
  }
}

const longestWait = 5000

/** Queries on Athena, each begun once under its token. */
export class AthenaQueries {
  private readonly options: AthenaQueriesOptions
  private readonly starting = new Set<Promise<string>>()
  private readonly underWay = new Set<string>()

  constructor(options: AthenaQueriesOptions) {
    this.options = options
  }

  /**
   * Runs a query and waits for its end. A token that was used before gives the query that was begun then, so that it is not paid
   * twice. Throws SqlFailure.
   */
  async run(sql: string, token: string): Promise<Finished> {
    const starting = this.start(sql, token)
    this.starting.add(starting)
    const id = await starting.finally(() => this.starting.delete(starting))
    try {
      return await this.ended(id)
    } finally {
      this.underWay.delete(id)
    }
  }

  private async start(sql: string, token: string): Promise<string> {
    const { client, workgroup, results, patience } = this.options
    const started = await persist(patience, () =>
      client.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          ClientRequestToken: token,
          WorkGroup: workgroup,
          ResultConfiguration: { OutputLocation: results },
        }),
      ),
    ).catch((error: Error) => {
      throw athenaFailure(`${error.name}: ${error.message}`, error)
    })
    const id = started.QueryExecutionId ?? ''
    this.underWay.add(id)
    return id
  }

  /** Rows that an INSERT wrote, as Athena counted them. */
  async written({ id }: Finished): Promise<number | undefined> {
    const page = await persist(this.options.patience, () =>
      this.options.client.send(new GetQueryResultsCommand({ QueryExecutionId: id })),
    )
    return page.UpdateCount
  }

  /** A small result. The first row of Athena's answer holds the names. */
  async rows({ id }: Finished): Promise<readonly Row[]> {
    const rows: (readonly (string | null)[])[] = []
    let token: string | undefined
    let names: readonly string[] = []
    do {
      const page = await persist(this.options.patience, () =>
        this.options.client.send(
          new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: token }),
        ),
      )
      names = (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '' }) => Name)
      for (const { Data = [] } of page.ResultSet?.Rows ?? [])
        rows.push(Data.map(({ VarCharValue }) => VarCharValue ?? null))
      token = page.NextToken
    } while (token !== undefined)
    return rows
      .slice(1)
      .map((values) => Object.fromEntries(names.map((name, i) => [name, values[i] ?? null])))
  }

  /** Ends what is still under way. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.starting)
    await Promise.all([...this.underWay].map((id) => this.cancel(id)))
  }

  private async ended(id: string): Promise<Finished> {
    const { timeoutSeconds = 3600 } = this.options
    let waited = 0
    for (let round = 0; ; round += 1) {
      const { QueryExecution: found } = await persist(this.options.patience, () =>
        this.options.client.send(new GetQueryExecutionCommand({ QueryExecutionId: id })),
      )
      const state = found?.Status?.State
      if (state === 'SUCCEEDED')
        return { id, bytesScanned: found?.Statistics?.DataScannedInBytes ?? 0 }
      if (state === 'FAILED' || state === 'CANCELLED') {
        const failure = athenaFailure(reasonOf(found))
        throw round === 0 ? new EarlierFailure(failure) : failure
      }
      if (waited > timeoutSeconds * 1000) {
        await this.cancel(id)
        throw athenaFailure(`timeout: the query took longer than ${timeoutSeconds} s.`)
      }
      const wait = Math.min(100 * 1.5 ** round, longestWait)
      waited += wait
      await (this.options.patience.sleep ?? sleep)(wait)
    }
  }

  private async cancel(id: string): Promise<void> {
    await persist(this.options.patience, () =>
      this.options.client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })),
    )
  }
}

const reasonOf = (found: QueryExecution | undefined): string =>
  found?.Status?.StateChangeReason ??
  (found?.Status?.State === 'CANCELLED' ? 'The query was cancelled.' : '')

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
