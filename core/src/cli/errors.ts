import { defineErrors } from '../base/define-errors.ts'

/** What the command itself refuses. A status of 400 says that it was called wrongly: exit code 2 instead of 1. */
export const errors = defineErrors({
  CONFIG_NOT_FOUND: {
    status: 400,
    message:
      'There is no {names} in {dir}. Run "crmkit init" to make one, or name yours with --config.',
  },
  CONFIG_BROKEN: { status: 400, message: 'The configuration {file} cannot be loaded: {reason}' },
  CONFIG_INVALID: {
    status: 400,
    message:
      'The configuration {file} must export the options of createCrm as its default: export default { plugins: [contacts()] }. It exports {came}.',
  },
  ENVIRONMENT_INVALID: {
    status: 400,
    message: 'The environment variable {name} must be {expected}; it is "{came}".',
  },
  OPTION_INVALID: { status: 400, message: '{option} must be {expected}; it is "{came}".' },
  FILE_EXISTS: {
    status: 409,
    message:
      '{file} is already there and is left as it is. Delete it first to have it written anew.',
  },
  FOLDER_EXISTS: {
    status: 409,
    message: 'The folder {folder} is already there and not empty. Choose another name or folder.',
  },
  ENTITY_UNKNOWN: {
    status: 400,
    message: 'There is nothing called "{plural}" to export. There are: {known}.',
  },
  PLUGIN_UNKNOWN: {
    status: 400,
    message: 'The configuration loads no plugin "{plugin}". It loads: {known}.',
  },
  PLUGIN_NAME_INVALID: {
    status: 400,
    message:
      '"{name}" is no name for a plugin. Use 2 to 31 lower-case letters, digits and hyphens, a letter first.',
  },
  PLUGIN_WITHOUT_FOLDER: {
    status: 400,
    message:
      'Nobody can tell where the source of "{plugin}" lies. Set migrations: new URL(\'../migrations/\', import.meta.url) in the plugin.',
  },
  DIFF_DESTRUCTIVE: {
    status: 409,
    message:
      'The schemas of {plugins} no longer ask for what holds data:\n{losses}\nTo write the migration all the same: --allow-destructive. If something was renamed, give the new key the x-crm.id of the old one.',
  },
  STALE: {
    status: 409,
    message:
      'These files are not what the schemas say now. Run "{command}" and commit them:\n{files}',
  },
  IMPORT_FAILED: { status: 500, message: 'The import {id} is {state}. {reason}' },
})
