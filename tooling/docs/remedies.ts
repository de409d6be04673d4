/** What to do about an error, where its message does not say it already. */
export const remedies: Readonly<Record<string, string>> = {
  // database
  INVALID_VALUE: 'Compare the values with the schema of the entity (`GET /schemas/{entity}`).',
  CONFLICT: 'Read the record that has the value, and change that one or send another value.',
  REFERENCE_NOT_FOUND:
    'Send the id of a living record of the same tenant; the fault names the field.',
  CHECK_FAILED: 'Compare the value with the schema of the entity (`GET /schemas/{entity}`).',
  VALUE_REQUIRED: 'Send a value for the field.',
  NOT_FOUND:
    'Check the id; records of other tenants, and those out of reach, are not found either.',
  STATEMENT_TIMEOUT:
    'Send it again; when it stays slow, filter by indexed fields, ask for fewer records, or raise `database.statementTimeoutMs`.',
  POOL_EXHAUSTED: 'When it happens often raise `database.max`, or look for long transactions.',
  DATABASE_UNAVAILABLE:
    'The engine reconnects by itself; look at PostgreSQL and the way to it when it stays.',
  MIGRATION_FOLDER_UNREADABLE: 'Mend `migrations` of the plugin, or publish the folder with it.',
  MIGRATIONS_BROKEN: 'Restore the files as they were applied, or give a new file a later number.',
  MIGRATION_FAILED: 'Nothing of the file was kept: mend it, and run `crmkit migrate up` again.',
  SNAPSHOT_INVALID: 'Mend the named entity, and run `crmkit schema diff` again.',
  SCHEMA_DIFF_REFUSED: 'Follow the steps named with each change.',
  EMBEDDED_INIT_FAILED: 'Mend the named reason; the folder is made anew at the next start.',
  EMBEDDED_START_FAILED:
    'The log says why; a full disk and a wrong owner of the folder are the usual reasons.',
  EMBEDDED_STOP_FAILED: 'End the process by hand; PostgreSQL recovers at the next start.',

  // identity
  API_KEY_MALFORMED: 'Copy the whole key again, from `crm_` to its end.',
  API_KEY_UNKNOWN: 'Make a new key (`POST /api-keys`).',
  API_KEY_NOT_FOUND: '`GET /api-keys` lists those there are.',
  API_KEY_TOO_WIDE:
    'Take fewer roles, cut the key with `permissions`, or ask somebody with wider rights.',
  ROLE_TOO_WIDE: 'Leave out what is named, or ask somebody who holds it.',
  ROLE_UNKNOWN: '`GET /roles` lists those there are.',
  ROLE_NOT_FOUND: '`GET /roles` lists those there are.',
  EMBED_SESSION_EXPIRED:
    'The provider does so by itself; on your own client, call `fetchSession` again.',
  EMBED_SESSION_ENDED: 'Fetch a new one once; when that is refused too, ask the user to sign in.',
  EMBED_ORIGIN_REFUSED:
    'Name the page in `origins` when the session is made ([where it works](../guides/embed.md#where-it-works)).',
  EMBED_SESSION_INVALID: 'Mend each place in `errors`.',
  EMBED_SESSION_NOT_FOUND: 'Nothing to do: it is over.',

  // http
  EMBED_ROUTE_CLOSED: 'Make the call on your server, with an API key or in process.',
  ROUTE_NOT_FOUND:
    'Compare the address with `GET /openapi.json`; every path begins with `<mount>/api/v1`.',
  FORBIDDEN:
    '`GET /permissions/explain?permission=…` says why; an administrator grants it in a role ([permissions](permissions.md)).',
  BODY_EMPTY: 'Send a JSON body with `Content-Type: application/json`.',
  BODY_NOT_JSON: 'Mend the JSON at that place.',
  BODY_NOT_UTF8: 'Encode the body as UTF-8.',
  BODY_TOO_DEEP: 'Flatten it.',
  BODY_INCOMPLETE: 'Send it again, whole.',
  BODY_TIMEOUT: 'Send it again; `limits.bodyTimeoutMs` is the time allowed.',
  BODY_TOO_LARGE:
    'Send less at once: a [batch](http.md#batch) in parts, or a file as an [import](http.md#imports).',
  CLIENT_GONE: 'Nothing to do; it stands in logs and metrics only.',
  INTERNAL: 'Look the request id up in the log of the engine.',
  ROUTES_CONFLICT: 'Rename one of each pair.',

  // jobs, changes
  JOB_NOT_FOUND: 'A job that is done is gone; `GET /jobs` lists the others.',
  CURSOR_INVALID: 'Start again without `cursor`.',
  JOB_UNKNOWN: 'Mend the name, or load the plugin that has the job.',
  JOB_NAME_INVALID: 'Rename the job.',
  JOB_CRON_INVALID: 'Mend the field `cron` of the named jobs.',
  JOB_PAYLOAD_INVALID: 'Send what the schema `payload` of the job asks for.',
  JOB_KEY_TOO_LONG: 'Use a shorter key, such as an id.',
  JOB_LEASE_LOST: 'Nothing to do: another worker runs the job.',

  // entities
  UNKNOWN_ENTITY: 'Use one of those, in the singular.',
  RECORD_NOT_FOUND:
    'Check the id; a deleted record is listed with `deleted=deleted`, and one of another tenant or out of reach is not found.',
  VALIDATION_FAILED: 'Mend each place in `errors`: its `path` points into what was sent.',
  UNIQUE_TAKEN:
    '`details.id` is the other record, if you may see it: open that one, or write with `PUT …/by/{field}/{value}`.',
  NOT_DELETED: 'Nothing to do: the record is there.',
  FIELD_FORBIDDEN:
    'Leave the field out, or ask for a role that writes it ([permissions](permissions.md#fields)).',
  BATCH_FAILED: 'Mend the operation, or send the batch with `atomic: false`.',
  INVALID_QUERY: 'Mend each place in `errors` ([filter](http.md#filter)).',

  // custom-fields
  ENTITY_TAKES_NO_CUSTOM_FIELDS: 'Its schema says so (`x-crm.customFields`).',
  CUSTOM_FIELD_INVALID: 'Mend each place in `errors`.',
  CUSTOM_FIELD_JOB_INTERRUPTED: 'Nothing to do.',

  // imports
  IMPORT_FILE_INVALID: 'Mend the file at that line, and upload it again.',
  IMPORT_OPTIONS_INVALID: 'Mend each place in `errors`.',
  IMPORT_NOT_FOUND: '`GET /imports` lists those you may see.',
  IMPORT_TAKEN_OVER: 'Read its state anew.',
  IMPORT_INTERRUPTED: 'Nothing to do.',
  IMPORT_FORM_INVALID: 'Mend the form, or send the file as the body with the options in the query.',
  IMPORT_OVER: 'Upload the file again.',
  IMPORT_CURSOR_INVALID: 'Start again without `cursor`.',

  // views, layouts
  VIEW_NOT_FOUND: '`GET /views` lists your own and those others share; it may have been deleted.',
  VIEW_INVALID: 'Mend each place in `errors`.',
  VIEW_SHARING_FORBIDDEN: 'Keep it to yourself, or ask for a role that may share views.',
  VIEW_PLACE_UNKNOWN: 'Send the id of another view of the same list (`GET /views`).',
  LAYOUT_NOT_FOUND: '`GET /layouts` lists those there are; without one the schema draws the form.',
  LAYOUT_INVALID: 'Mend each place in `errors`.',

  // live
  LIVE_STREAMS_EXCEEDED: 'Open one stream a page and share it; wait for `Retry-After`.',
  LIVE_FULL: 'Wait for `Retry-After`; start more processes, or raise `live.perProcess`.',
  LIVE_ENTITY_UNKNOWN: 'Mend the name; it is the singular, as in `GET /schemas`.',

  // contract
  DOCS_FILE_NOT_FOUND: 'Open `/docs`.',

  // kernel
  CLOSE_FAILED:
    'Everything else was closed; mend what the list names, most often the `close` of a plugin.',
  BOOT_FAILED: 'Each line names the plugins and the remedy.',
  OPTIONS_INVALID: 'Compare with [the options](options.md).',
  WORKER_STOPPED: 'Start the engine again; its log says why the worker ended.',
  CLOSED: 'Create a new engine.',
  UNKNOWN_SERVICE: 'Declare the providing plugin in `requires` or `optional`.',
  UNKNOWN_MODEL: 'Mend the name, or load the plugin that has the entity.',
  UNKNOWN_EVENT: 'Declare the event in `events` of the plugin.',
  PAYLOAD_INVALID: 'Send what the schema of the event asks for.',
  SETTINGS_INVALID: 'Mend each place in `errors`; `GET /settings/{plugin}` answers the schema.',
  UNKNOWN_PLUGIN: '`GET /settings` lists those there are.',

  // cli
  CONFIG_BROKEN: 'Mend the file.',
}
