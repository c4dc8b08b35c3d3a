import type { ModelVersion } from '../../contracts/records/model-version.ts'
import { listModelVersions } from '../models.ts'
import { defineRelation } from './define.ts'

export const modelVersionsRelation = defineRelation<ModelVersion>(
  'model_versions',
  'One row per registered model version, newest first.',
  listModelVersions,
  ({ text, count, number, flag, time, json }) => [
    text('project', 'Project it belongs to.', (model) => model.project),
    text('version', 'Its identity.', (model) => model.version),
    text('env', 'Environment it was trained in.', (model) => model.env),
    text('run_id', 'Run that trained it.', (model) => model.run_id),
    text('algorithm', 'Algorithm that won.', (model) => model.algorithm),
    json('parameters', 'Its settings, as JSON.', (model) => model.parameters),
    text('feature_model', 'Feature model.', (model) => model.feature_model),
    text('feature_version', 'Version of the feature table.', (model) => model.feature_version),
    text('encoder_name', 'Text encoder.', ({ encoder }) => encoder?.name),
    text('encoder_version', 'Version of the text encoder.', ({ encoder }) => encoder?.version),
    count('fitted_rows', 'Rows it was fitted on.', ({ rows }) => rows.fitted),
    count('test_rows', 'Rows of the test split.', ({ rows }) => rows.test),
    number('test_accuracy', 'Accuracy on the test split.', ({ metrics }) => metrics.test.accuracy),
    number('test_f1_macro', 'Macro F1 on the test split.', ({ metrics }) => metrics.test.f1_macro),
    number(
      'test_f1_weighted',
      'Weighted F1 on the test split.',
      ({ metrics }) => metrics.test.f1_weighted,
    ),
    number('test_log_loss', 'Log loss on the test split.', ({ metrics }) => metrics.test.log_loss),
    number(
      'test_calibration_error',
      'Expected calibration error on the test split.',
      (model) => model.metrics.test.calibration_error,
    ),
    number(
      'baseline_f1_macro',
      'Macro F1 of the majority baseline on the test split.',
      (model) => model.baseline.test.f1_macro,
    ),
    flag('gate_passed', 'Whether it passed the gate.', ({ gate }) => gate.passed),
    text('retrained_from', 'Version whose settings it took over.', (model) => model.retrained_from),
    time('created_at', 'When it was registered, UTC.', (model) => model.created_at),
  ],
)
