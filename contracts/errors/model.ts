import { defineErrors } from './define.ts'

export const modelErrors = defineErrors({
  MODEL_TEMPLATE_SYNTAX: {
    title: 'A template cannot be parsed.',
    hint: 'Helpers are written {{ref "model"}}, {{var "name"}}, {{#if (var "name")}} … {{/if}}.',
    exit: 1,
  },
  MODEL_TEMPLATE_UNSUPPORTED: {
    title: 'A template uses a part of Handlebars that SQL files do not have.',
    hint: 'Use ref, source, config, var, this, macros, #if, #unless and #each.',
    exit: 1,
  },
  MODEL_TEMPLATE_PLACE: {
    title: 'A helper stands where its result would not be a whole SQL value or name.',
    hint: 'Helpers quote by themselves: write them without quotes around, with a space or an operator between.',
    exit: 1,
  },
  MODEL_TEMPLATE_TOO_LARGE: {
    title: 'A template is nested too deeply, or gives more SQL than a person could want.',
    hint: 'Lists inside lists and macros that call macros multiply: join a table of the values instead.',
    exit: 1,
  },
  MODEL_HELPER_UNKNOWN: {
    title: 'A template uses a helper that does not exist.',
    hint: 'Helpers are ref, source, config, var, this, arg, ident and list.',
    exit: 1,
  },
  MODEL_HELPER_MISUSED: {
    title: 'A helper has the wrong arguments, or stands where it has no meaning.',
    hint: 'Compare with the form shown in the message.',
    exit: 1,
  },
  MODEL_REF_UNKNOWN: {
    title: 'A model refers to a model that is not in the project.',
    hint: 'Run `millrace ls` to see the names of all models.',
    exit: 1,
  },
  MODEL_SOURCE_UNKNOWN: {
    title: 'A model refers to a source that sources.yml does not declare.',
    hint: 'Declare the source in sources.yml, or correct the name.',
    exit: 1,
  },
  MODEL_VAR_UNKNOWN: {
    title: 'A variable has no value.',
    hint: 'Give it a default under `vars` in project.yml, or a value with --vars.',
    exit: 1,
  },
  MODEL_VAR_INVALID: {
    title: 'A value cannot be written as an SQL literal here.',
    hint: 'Variables are text without the NUL character, finite numbers, true, false, or lists of these for {{#each}}.',
    exit: 1,
  },
  MODEL_MACRO_UNKNOWN: {
    title: 'A template calls a macro that is not in the folder macros.',
    hint: 'A macro {{> name}} is the file macros/name.sql.',
    exit: 1,
  },
  MODEL_MACRO_ARGUMENTS: {
    title: 'A macro is called with other arguments than it uses.',
    hint: 'A macro takes exactly the names that it uses in {{arg "…"}} and {{ident "…"}}.',
    exit: 1,
  },
  MODEL_MACRO_CYCLE: {
    title: 'A macro calls itself.',
    hint: 'Take the call out of one of the macros.',
    exit: 1,
  },
  MODEL_CONFIG_INVALID: {
    title: 'A setting in {{config …}} is unknown or has a wrong value.',
    hint: 'Models take materialized="view" or "table", unique_key="column" and nondeterministic=true; tests take severity="error" or "warn".',
    exit: 1,
  },
  MODEL_SQL_SYNTAX: {
    title: 'The SQL cannot be parsed.',
    hint: 'Look just before the place shown.',
    exit: 1,
  },
  MODEL_SQL_REFUSED: {
    title: 'A model is something else than one SELECT.',
    hint: 'Write one SELECT (with CTEs as you like) and nothing else.',
    exit: 1,
  },
  MODEL_FUNCTION_FORBIDDEN: {
    title: 'A model uses a function that reaches outside its inputs.',
    hint: 'Declare the files as a source, and read them with {{source "name"}}.',
    exit: 1,
  },
  MODEL_FUNCTION_VOLATILE: {
    title: 'A model uses a function whose result changes from run to run.',
    hint: 'Pass the value as a variable with {{var "name"}}, or allow it with {{config nondeterministic=true}}.',
    exit: 1,
  },
  MODEL_TABLE_UNDECLARED: {
    title: 'A model reads a table without ref or source.',
    hint: 'Write {{ref "model"}} or {{source "source"}} in place of the table.',
    exit: 1,
  },
  MODEL_LAYER_ORDER: {
    title: 'A model reads from a layer that its own layer may not read from.',
    hint: 'raw reads sources; intermediate reads raw and intermediate; primary reads intermediate and primary; feature reads intermediate, primary and feature.',
    exit: 1,
  },
  MODEL_CYCLE: {
    title: 'Models refer to each other in a circle.',
    hint: 'Take one of the references out, or move what both need into a model of its own.',
    exit: 1,
  },
  MODEL_SQL_INVALID: {
    title: 'The SQL does not fit the tables it reads.',
    hint: 'Correct the SQL at the place shown.',
    exit: 1,
  },
  MODEL_COLUMN_UNKNOWN: {
    title: 'A model uses a column that its inputs do not have.',
    hint: 'Correct the name, or select the column in the model it should come from.',
    exit: 1,
  },
  MODEL_COLUMN_TAKEN: {
    title: 'A model gives two columns of the same name.',
    hint: 'Name every column once, with `as`. Names that differ only in case are the same.',
    exit: 1,
  },
  MODEL_COLUMN_TYPE: {
    title: 'A column has a type that a table cannot keep.',
    hint: 'Cast the column to a type that Parquet keeps exactly.',
    exit: 1,
  },
  MODEL_COLUMN_UNDESCRIBED: {
    title: 'A YAML file describes a column that the model does not give.',
    hint: 'Correct the name, or select the column in the SQL.',
    exit: 1,
  },
  MODEL_KEY_UNKNOWN: {
    title: 'A unique_key is not a column of the model.',
    hint: 'Name columns of the model, parted by commas.',
    exit: 1,
  },
  MODEL_TYPE_DIFFERS: {
    title: 'A column has another type than its YAML file declares.',
    hint: 'Cast the column in the SQL, or correct the declared type.',
    exit: 1,
  },
  MODEL_CONTRACT_BROKEN: {
    title: 'A model under contract does not give exactly the columns it declares.',
    hint: 'Bring the SQL and the columns of the YAML file together, or set contract: false.',
    exit: 1,
  },
  MODEL_BUILD_FAILED: {
    title: 'A model could not be built.',
    hint: 'Correct the model and build again; what was built is kept and not built twice.',
    exit: 1,
  },
  MODEL_UNKNOWN: {
    title: 'The project has no model of this name.',
    hint: 'Run `millrace ls` to see the models there are.',
    exit: 2,
  },
})
