import { explained } from '../contracts/engine-trouble.ts'
import type { SessionOptions, SqlEngine, SqlSession } from '../contracts/ports/sql-engine.ts'

/**
 * Lends a session to a piece of work and closes it afterwards. Trouble of the engine that is not about the SQL (disk, memory,
 * time, an unreadable file) is thrown in words of the lake.
 */
export async function withSession<T>(
  engine: SqlEngine,
  options: SessionOptions,
  work: (session: SqlSession) => Promise<T>,
): Promise<T> {
  let session: SqlSession | undefined
  try {
    session = await engine.open(options)
    return await work(session)
  } catch (error) {
    throw explained(error)
  } finally {
    await session?.close()
  }
}
