import { expect, test } from 'vitest'
import { parseEnvironment } from '../../../platform/environment.ts'

test('variables are read by name, an empty one counts as not set, others are left alone', () => {
  expect(
    parseEnvironment({
      MILLRACE_LAKE: 's3://lake',
      MILLRACE_S3_PATH_STYLE: '1',
      MILLRACE_STAGE: '',
      HOME: '/h',
    }),
  ).toEqual({ MILLRACE_LAKE: 's3://lake', MILLRACE_S3_PATH_STYLE: true })
})

test('a value that a variable cannot have is told with the variable', () => {
  expect(() => parseEnvironment({ MILLRACE_STATE_MACHINE: 'my-machine' })).toThrow(
    expect.objectContaining({
      code: 'COMMAND_USAGE',
      message: expect.stringContaining('MILLRACE_STATE_MACHINE cannot be "my-machine"'),
    }),
  )
})
