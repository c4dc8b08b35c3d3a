import { defineErrors } from './define.ts'

export const projectErrors = defineErrors({
  PROJECT_UNKNOWN: {
    title: 'There is no project of that name.',
    hint: 'Name a folder below models_sql/ that holds a project.yml.',
    exit: 2,
  },
  PROJECT_FILE_MISSING: {
    title: 'A file that every project needs is not there.',
    hint: 'A project is a folder with project.yml, sources.yml and the folders raw, intermediate, primary and feature.',
    exit: 2,
  },
  PROJECT_FILE_UNREADABLE: {
    title: 'A file of the project holds characters that SQL and YAML text cannot hold.',
    hint: 'Save the file as UTF-8 text.',
    exit: 2,
  },
  PROJECT_FILE_TOO_LARGE: {
    title: 'A file of the project is larger than any that a person writes.',
    hint: 'Land data as a source; split long SQL into several models.',
    exit: 2,
  },
  PROJECT_YAML_SYNTAX: {
    title: 'A YAML file cannot be parsed.',
    hint: 'Check the indentation, the colons and the quotes near the place shown.',
    exit: 1,
  },
  PROJECT_YAML_INVALID: {
    title: 'A value in a YAML file is missing or is not what it has to be.',
    hint: 'Correct the value at the place shown.',
    exit: 1,
  },
  PROJECT_KEY_UNKNOWN: {
    title: 'A YAML file has a key that nothing reads.',
    hint: 'Correct the key, or remove it.',
    exit: 1,
  },
  PROJECT_NAME_INVALID: {
    title: 'A file or a source has a name that SQL models cannot have.',
    hint: 'Use lower snake case: a letter, then letters, digits or "_".',
    exit: 1,
  },
  PROJECT_NAME_DIFFERS: {
    title: 'A project has another name than its folder.',
    hint: 'Give both the same name: data, tables and models of a project are kept under it.',
    exit: 1,
  },
  PROJECT_NAME_TAKEN: {
    title: 'Two things of a project have the same name.',
    hint: 'Names of models are unique across the layers. Rename one of the two.',
    exit: 1,
  },
  PROJECT_SQL_MISSING: {
    title: 'A YAML file stands beside no SQL file.',
    hint: 'Name it after the SQL file that it describes, or remove it.',
    exit: 1,
  },
  PROJECT_FOLDER_UNKNOWN: {
    title: 'An SQL file stands in a folder that nothing reads.',
    hint: 'Models stand in raw, intermediate, primary or feature; macros in macros; tests in tests.',
    exit: 1,
  },
  PROJECT_PIPELINE_MODEL: {
    title: 'pipeline.yml names a model that is not in the feature layer.',
    hint: 'Name a model of the folder feature.',
    exit: 1,
  },
  PROJECT_PIPELINE_COLUMN: {
    title: 'pipeline.yml names a column that the feature model does not have.',
    hint: 'Correct the name, or select the column in the feature model.',
    exit: 1,
  },
  PROJECT_PIPELINE_TYPE: {
    title: 'A column that pipeline.yml names has a type that does not fit its use.',
    hint: 'Cast the column in the feature model.',
    exit: 1,
  },
  PROJECT_PIPELINE_MISSING: {
    title: 'The project declares no features, label and training.',
    hint: 'Add a pipeline.yml that names the feature model, the entity, the label and the gate.',
    exit: 2,
  },
})
