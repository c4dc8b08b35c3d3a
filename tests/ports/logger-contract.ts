import { describe, expect, test } from 'vitest'
import type { LogFields, Logger } from '../../contracts/ports/logger.ts'

/** A line as a reader of the log gets it. */
export interface ReadLine {
  readonly level: string
  readonly message: string
  readonly fields: LogFields
}

export interface LoggerUnderTest {
  readonly logger: Logger
  /** Lines written so far; undefined for a logger that writes none. */
  readonly lines?: () => readonly ReadLine[]
}

const levels = ['debug', 'info', 'warn', 'error'] as const

/** Every logger behaves like this. It is made to write every level. */
export function loggerContract(name: string, make: () => LoggerUnderTest): void {
  describe(`logger: ${name}`, () => {
    test.each(levels)('a line of level %s says what it was given', (level) => {
      const { logger, lines } = make()
      logger[level]('landed', { file: 'a.csv', rows: 3 })
      if (lines)
        expect(lines()).toMatchObject([
          { level, message: 'landed', fields: { file: 'a.csv', rows: 3 } },
        ])
    })

    test('a child adds its fields to every line and leaves its parent alone', () => {
      const { logger, lines } = make()
      const child = logger.child({ run: 'r1', step: 'a' }).child({ step: 'b' })
      child.info('one', { rows: 1 })
      logger.info('two')
      if (!lines) return
      expect(lines()[0]?.fields).toMatchObject({ run: 'r1', step: 'b', rows: 1 })
      expect(lines()[1]?.fields).not.toHaveProperty('run')
    })

    test('no message or field stops the work, whatever it holds', () => {
      const { logger, lines } = make()
      const circle: Record<string, unknown> = {}
      circle['self'] = circle
      const angry = {
        toJSON: () => {
          throw new Error('no')
        },
      }
      logger.info('line\nbreak "quoted" \u2028 🦆')
      logger.info('odd', {
        big: 2n ** 70n,
        error: new Error('why', { cause: 'because' }),
        none: undefined,
      })
      logger.info('circle', { circle })
      logger.info('angry', { angry })
      if (!lines) return
      expect(lines().map(({ message }) => message)).toEqual([
        'line\nbreak "quoted" \u2028 🦆',
        'odd',
        'circle',
        'angry',
      ])
      expect(JSON.stringify(lines()[1]?.fields)).toContain('why')
    })
  })
}
