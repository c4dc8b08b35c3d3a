import type { TestResult } from '../../contracts/records/table-version.ts'
import { listTestResults } from '../test-results.ts'
import { defineRelation } from './define.ts'

export const testResultsRelation = defineRelation<TestResult>(
  'test_results',
  'One row per data test and set of table versions it ran on.',
  listTestResults,
  ({ text, count, time }) => [
    text('project', 'Project it belongs to.', (test) => test.project),
    text('model', 'Model that was tested.', (test) => test.model),
    text('id', 'Identity: the test and the versions it read.', (test) => test.id),
    text('name', 'The test, as in not_null(review_id).', (test) => test.name),
    text('severity', 'error or warn.', (test) => test.severity),
    text('status', 'pass or fail.', (test) => test.status),
    count('failures', 'Rows that fail.', (test) => test.failures),
    text('failing_rows', 'Parquet with failing rows, 100 at most.', (test) => test.failing_rows),
    text('message', 'What fails.', (test) => test.message),
    time('tested_at', 'When it ran, UTC.', (test) => test.tested_at),
  ],
)
