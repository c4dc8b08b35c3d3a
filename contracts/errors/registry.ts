import { defineErrors } from './define.ts'

export const registryErrors = defineErrors({
  REGISTRY_ENVIRONMENT_BUSY: {
    title: 'An environment was moved by others each time it was to be moved.',
    hint: 'Run the same command again; what was built is kept.',
    exit: 2,
  },
  REGISTRY_PREDICTIONS_BUSY: {
    title: 'Other runs published predictions each time a run was to publish its own.',
    hint: 'Run the same command again with the same run id; what was scored is kept.',
    exit: 2,
  },
  REGISTRY_QUEUE_BUSY: {
    title: 'The queue of a project was changed by others each time it was to be changed.',
    hint: 'Try again; what arrived is kept in landing.',
    exit: 2,
  },
  REGISTRY_RUN_SUPERSEDED: {
    title: 'A run is not the one whose turn it is.',
    hint: 'Nothing has to be done: the run that took its place does the same work. `millrace runs` shows it.',
    exit: 2,
  },
  REGISTRY_NOTHING_PUBLISHED: {
    title: 'Nothing of the project has been published to the environment.',
    hint: 'Land files with `millrace ingest`, then `millrace run`.',
    exit: 2,
  },
  REGISTRY_RUN_UNKNOWN: {
    title: 'A run is not in the registry.',
    hint: 'Run `millrace runs` to see the runs there are.',
    exit: 2,
  },
  REGISTRY_RUN_TAKEN: {
    title: 'A run id names another run already.',
    hint: 'Leave out --run-id to get a new one, or give the command with which the run was begun to go on with it.',
    exit: 2,
  },
  REGISTRY_MODEL_UNKNOWN: {
    title: 'A model version is not registered.',
    hint: 'Run `millrace models list` to see the versions there are.',
    exit: 2,
  },
  REGISTRY_ALIAS_UNSET: {
    title: 'An alias names no model version in this environment.',
    hint: 'Train a model, then `millrace models approve` the version that passed the gate.',
    exit: 2,
  },
  REGISTRY_ALIAS_FIRST: {
    title: 'There is no earlier model version to go back to.',
    hint: 'Run `millrace models list` and approve the version you want.',
    exit: 2,
  },
  REGISTRY_ALIAS_MOVED: {
    title: 'An alias was moved by somebody else at the same moment.',
    hint: 'Look at `millrace models list` and decide again.',
    exit: 2,
  },
  REGISTRY_NOTHING_WAITS: {
    title: 'No run waits for an answer about a model version.',
    hint: 'Run `millrace models list`; a version that is not approved stays without use anyway.',
    exit: 2,
  },
  REGISTRY_GATE_NOT_PASSED: {
    title: 'A model version that did not pass the gate cannot be approved.',
    hint: 'Improve the features or the training, or change the gate in pipeline.yml, and train again.',
    exit: 1,
  },
  REGISTRY_PREDICTIONS_UNKNOWN: {
    title: 'A run has published no predictions in this environment.',
    hint: 'Run `millrace runs` to see the runs there are.',
    exit: 2,
  },
  REGISTRY_PROFILE_UNKNOWN: {
    title: 'A model version has no reference profile, so its predictions cannot be watched.',
    hint: 'Run `millrace retrain`: a reference profile is stored at every training.',
    exit: 2,
  },
  REGISTRY_KEY_UNKNOWN: {
    title: 'No table and no prediction has a row of this key.',
    hint: 'Check the key; `millrace show` prints some rows of a model.',
    exit: 2,
  },
  REGISTRY_NODE_UNKNOWN: {
    title: 'The lineage has no node of this name.',
    hint: 'Name a source, a SQL model, a landed file, an encoder, a model version (or "champion") or a run that scored.',
    exit: 2,
  },
  REGISTRY_NODE_AMBIGUOUS: {
    title: 'More than one node of the lineage has this name.',
    hint: 'Name it in full, or name the project with --project.',
    exit: 2,
  },
})
