import type { Column, Row } from '../../../contracts/ports/sql-engine.ts'

export interface TrinoResult {
  /** `type` is Trino's name of the type, e.g. `array(varchar)`. */
  readonly columns: readonly Column[]
  /** Whole numbers beyond what a number holds are bigint; decimals, dates and times are text, as Trino writes them. */
  readonly rows: readonly Row[]
  /** Bytes read from storage. */
  readonly bytesRead: number
  /** Rows that a statement wrote. */
  readonly updated?: number
}

export interface TrinoOptions {
  /** @default AwsDataCatalog, as on Athena */
  readonly catalog?: string
  readonly schema?: string
  /** Ends the statement when it is told to. */
  readonly signal?: AbortSignal
  /** All digits of seconds, and their number in the types; without it Trino tells milliseconds, as to old clients. @default false */
  readonly exactTimes?: boolean
  /** @default analyst */
  readonly user?: string
}

/** A failure in Trino's words. `name` of its error, e.g. `TABLE_NOT_FOUND`, stands in `errorName`. */
export class TrinoFailure extends Error {
  override readonly name = 'TrinoFailure'
  readonly errorName: string
  constructor(errorName: string, message: string) {
    super(message)
    this.errorName = errorName
  }
}

interface Page {
  readonly nextUri?: string
  readonly columns?: readonly Column[]
  readonly data?: readonly (readonly unknown[])[]
  readonly updateCount?: number
  readonly stats?: { readonly physicalInputBytes?: number; readonly processedBytes?: number }
  readonly error?: { readonly errorName: string; readonly message: string }
}

/**
 * Runs one statement and waits for its end. Throws TrinoFailure when Trino refuses it.
 *
 * @example await query(endpoint, 'select count(*) as n from predictions', { schema: 'reviews_prod' })
 */
export async function query(
  endpoint: string,
  sql: string,
  options: TrinoOptions = {},
): Promise<TrinoResult> {
  for (;;) {
    try {
      return await queryOnce(endpoint, sql, options)
    } catch (error) {
      // It answers a little before it can work.
      if (!(error instanceof TrinoFailure && error.errorName === 'NO_NODES_AVAILABLE')) throw error
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  }
}

async function queryOnce(
  endpoint: string,
  sql: string,
  {
    catalog = 'AwsDataCatalog',
    schema,
    user = 'analyst',
    exactTimes = false,
    signal,
  }: TrinoOptions,
): Promise<TrinoResult> {
  const headers = {
    'X-Trino-User': user,
    'X-Trino-Catalog': catalog,
    'X-Trino-Time-Zone': 'UTC',
    ...(exactTimes ? { 'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME' } : {}),
    ...(schema === undefined ? {} : { 'X-Trino-Schema': schema }),
  }
  let columns: readonly Column[] = []
  const data: (readonly unknown[])[] = []
  let page = await ask(`${endpoint}/v1/statement`, { method: 'POST', body: sql, headers })
  for (;;) {
    if (page.error !== undefined) throw new TrinoFailure(page.error.errorName, page.error.message)
    columns = page.columns ?? columns
    data.push(...(page.data ?? []))
    if (page.nextUri === undefined) break
    if (signal?.aborted === true) {
      await fetch(page.nextUri, { method: 'DELETE', headers })
      throw new TrinoFailure('USER_CANCELED', 'Query was canceled')
    }
    page = await ask(page.nextUri, { headers })
  }
  return {
    bytesRead: page.stats?.physicalInputBytes ?? page.stats?.processedBytes ?? 0,
    ...(page.updateCount === undefined ? {} : { updated: page.updateCount }),
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: data.map((values) =>
      Object.fromEntries(columns.map(({ name }, index) => [name, values[index]])),
    ),
  }
}

async function ask(url: string, request: RequestInit): Promise<Page> {
  for (;;) {
    const response = await fetch(url, request)
    const body = await response.text()
    if (response.ok) return JSON.parse(body, exactly) as Page
    if (response.status !== 503) throw new Error(`Trino answered ${response.status}: ${body}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Keeps every digit of a whole number. */
const exactly = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' &&
  Number.isInteger(value) &&
  !Number.isSafeInteger(value) &&
  /^-?\d+$/.test(context?.source ?? '')
    ? BigInt(context?.source ?? '')
    : value
