import { defineErrors } from '../base/define-errors.ts'

export const errors = defineErrors({
  BOOT_FAILED: { status: 500, message: 'CRMKit cannot start: {count} to mend.\n{list}' },
  OPTIONS_INVALID: { status: 500, message: 'createCrm() was given options it cannot use.\n{list}' },
  NOT_READY: {
    status: 503,
    message: 'The engine is not ready yet. Await crm.ready() before the first call.',
  },
  WORKER_STOPPED: { status: 503, message: 'The worker of this process is not running.' },
  CLOSED: { status: 503, message: 'The engine has been closed.' },
  CLOSE_FAILED: {
    status: 500,
    message: 'The engine is closed, but not all of its parts ended as they should.\n{list}',
  },
  UNKNOWN_SERVICE: {
    status: 500,
    message:
      'The plugin "{plugin}" asked for the service "{service}", which neither it nor a plugin it requires provides. Known to it: {known}.',
  },
  UNKNOWN_MODEL: { status: 500, message: 'There is no entity "{entity}" to have a model.' },
  UNKNOWN_EVENT: {
    status: 500,
    message: 'The plugin "{plugin}" declares no event "{event}". Declared: {known}.',
  },
  PAYLOAD_INVALID: {
    status: 500,
    message: 'The payload of {name} does not fit its schema: {reason}.',
  },
  SETTINGS_INVALID: { status: 422, message: 'The settings of "{plugin}" are not valid.' },
  PLUGIN_NOT_LOADED: {
    status: 404,
    message:
      'There is no plugin "{plugin}" among those loaded. Load it, so that it can say what belongs to it, and uninstall it then.',
  },
  PLUGIN_NEEDED: {
    status: 409,
    message: 'The plugin "{plugin}" is required by {by}. Uninstall them first.',
  },
  NOTHING_HERE: {
    status: 404,
    message: 'There is nothing at this address. Check it for missing characters.',
  },
  UNKNOWN_PLUGIN: { status: 404, message: 'There is no plugin "{plugin}" with settings.' },
})
