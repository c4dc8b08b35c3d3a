import { afterEach, expect, test, vi } from 'vitest'
import { LambdaLogger } from '../../platform/aws/powertools-logger.ts'
import { fixedClock } from '../../platform/local/fixed-clock.ts'
import { JsonLogger, type LogLevel } from '../../platform/local/json-logger.ts'
import { silentLogger } from '../../platform/local/silent-logger.ts'
import { loggerContract } from './logger-contract.ts'

function jsonLogger(level?: LogLevel) {
  const written: string[] = []
  const logger = new JsonLogger({
    write: (line) => written.push(line),
    clock: fixedClock('2026-03-01T06:00:00Z'),
    ...(level === undefined ? {} : { level }),
  })
  return { logger, written }
}

loggerContract('JSON lines', () => {
  const { logger, written } = jsonLogger('debug')
  const lines = () =>
    written.map((line) => {
      const { at: _, level, message, ...fields } = JSON.parse(line)
      return { level, message, fields }
    })
  return { logger, lines }
})

loggerContract('silent', () => ({ logger: silentLogger }))

afterEach(() => vi.restoreAllMocks())

loggerContract('Lambda', () => {
  const written: string[] = []
  const keep = (line: unknown) => written.push(String(line)) > 0
  vi.spyOn(process.stdout, 'write').mockImplementation(keep)
  vi.spyOn(process.stderr, 'write').mockImplementation(keep)
  const lines = () =>
    written.map((line) => {
      const { level, message, ...fields } = JSON.parse(line)
      return { level: level.toLowerCase(), message, fields }
    })
  return { logger: new LambdaLogger({ level: 'DEBUG' }), lines }
})

test('a line is one JSON object with the time of the clock', () => {
  const { logger, written } = jsonLogger()
  logger.warn('slow\nquery', { seconds: 3 })
  expect(written).toEqual([
    '{"at":"2026-03-01T06:00:00.000Z","level":"warn","message":"slow\\nquery","seconds":3}\n',
  ])
})

test('lines below the level are left out', () => {
  const written = (level?: LogLevel) => {
    const { logger, written } = jsonLogger(level)
    for (const each of ['debug', 'info', 'warn', 'error'] as const) logger.child({})[each](each)
    return written.map((line) => JSON.parse(line).level)
  }
  expect(written()).toEqual(['info', 'warn', 'error'])
  expect(written('error')).toEqual(['error'])
  expect(written('debug')).toEqual(['debug', 'info', 'warn', 'error'])
})

test('a field cannot pass itself off as the level, the time or the message', () => {
  const { logger, written } = jsonLogger()
  logger.child({ level: 'debug' }).error('down', { message: 'all is well', at: 'never' })
  expect(JSON.parse(written[0]!)).toEqual({
    at: '2026-03-01T06:00:00.000Z',
    level: 'error',
    message: 'down',
    'field.level': 'debug',
    'field.message': 'all is well',
    'field.at': 'never',
  })
})

test('an error is told with its code, its words, its cause and where it was thrown', () => {
  const { logger, written } = jsonLogger()
  const cause = Object.assign(new Error('disk full'), { code: 'ENOSPC' })
  logger.error('failed', { error: new TypeError('not written', { cause }) })
  const { error } = JSON.parse(written[0]!)
  expect(error).toMatchObject({
    name: 'TypeError',
    message: 'not written',
    cause: { code: 'ENOSPC', message: 'disk full' },
  })
  expect(error.stack).toContain('logger.test.ts')
})
