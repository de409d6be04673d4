-- class: additive
-- Imports: the file as it came, what was refused, and what undo needs. All of it belongs to a tenant and goes with the import.

create table :SCHEMA.imports (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  id uuid not null,
  entity text collate "C" not null,
  state text not null default 'uploading'
    check (state in ('uploading', 'waiting', 'running', 'done', 'failed', 'cancelled', 'undoing', 'undone')),
  file_name text,
  dry_run boolean not null default false,
  -- What was asked for, as it came.
  options jsonb not null default '{}',
  -- Encoding, delimiter, columns and their targets: all a run needs beside the file.
  plan jsonb,
  -- Who started it: the run has the rights of these roles, read anew.
  actor jsonb not null,
  request_id text not null,
  -- Who asked for the undo.
  undo jsonb,
  bytes bigint not null default 0,
  parts integer not null default 0,
  -- Where the next row begins: a place in the file, or behind a line of `import_deferred`. Moves in the transaction that wrote the rows.
  cursor jsonb,
  read_rows bigint not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  refused bigint not null default 0,
  -- Records made because a row pointed at them.
  linked bigint not null default 0,
  -- Of the undo: records removed, set back, and left alone because they have changed or are in use since.
  removed bigint not null default 0,
  restored bigint not null default 0,
  kept bigint not null default 0,
  -- Time spent in runs; pauses between a crash and the next run do not count.
  busy_ms bigint not null default 0,
  failure jsonb,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (tenant_id, id)
);
create index imports_created_at on :SCHEMA.imports (tenant_id, created_at, id);

-- The uploaded bytes in parts of about 1 MiB, each beginning at a line and decodable alone. Logged and in the database: a run
-- that is killed goes on in any other process. Removed when the import has ended.
create table :SCHEMA.import_parts (
  tenant_id uuid not null,
  import_id uuid not null,
  part integer not null,
  bytes bytea not null,
  primary key (tenant_id, import_id, part),
  foreign key (tenant_id, import_id) references :SCHEMA.imports (tenant_id, id) on delete cascade
);
-- Compressing would cost more time than the parts take space in their short life.
alter table :SCHEMA.import_parts alter column bytes set storage external;

-- Rows that point at a row of the same file that was not there yet; tried again when the file has been read.
create table :SCHEMA.import_deferred (
  tenant_id uuid not null,
  import_id uuid not null,
  line bigint not null,
  cells text[] not null,
  primary key (tenant_id, import_id, line),
  foreign key (tenant_id, import_id) references :SCHEMA.imports (tenant_id, id) on delete cascade
);

-- What the rows put aside would be called, so that nobody makes a record that one of them will be.
create table :SCHEMA.import_deferred_names (
  tenant_id uuid not null,
  import_id uuid not null,
  -- A field and its value: `name Acme`.
  name text collate "C" not null,
  line bigint not null,
  primary key (tenant_id, import_id, name, line),
  foreign key (tenant_id, import_id, line) references :SCHEMA.import_deferred (tenant_id, import_id, line) on delete cascade
);
create index import_deferred_names_line on :SCHEMA.import_deferred_names (tenant_id, import_id, line);

create table :SCHEMA.import_refusals (
  tenant_id uuid not null,
  import_id uuid not null,
  line bigint not null,
  cells text[] not null,
  -- [{ field, code, message }]
  faults jsonb not null,
  primary key (tenant_id, import_id, line),
  foreign key (tenant_id, import_id) references :SCHEMA.imports (tenant_id, id) on delete cascade
);

-- Ids of the records a block of rows made, by entity; undo takes them out as it removes them.
create table :SCHEMA.import_created (
  tenant_id uuid not null,
  import_id uuid not null,
  block bigint generated always as identity,
  entity text collate "C" not null,
  ids uuid[] not null,
  primary key (tenant_id, import_id, block),
  foreign key (tenant_id, import_id) references :SCHEMA.imports (tenant_id, id) on delete cascade
);

-- What the fields of a changed record held before, so that undo can set them back.
create table :SCHEMA.import_updated (
  tenant_id uuid not null,
  import_id uuid not null,
  entity text collate "C" not null,
  record_id uuid not null,
  -- Version the import left behind: another one now means that somebody has changed the record since.
  version integer not null,
  before jsonb not null,
  primary key (tenant_id, import_id, record_id, version),
  foreign key (tenant_id, import_id) references :SCHEMA.imports (tenant_id, id) on delete cascade
);

-- Records an undo left alone.
create table :SCHEMA.import_kept (
  tenant_id uuid not null,
  import_id uuid not null,
  entity text collate "C" not null,
  record_id uuid not null,
  reason text not null check (reason in ('CHANGED', 'GONE', 'IN_USE', 'CONFLICT')),
  primary key (tenant_id, import_id, record_id),
  foreign key (tenant_id, import_id) references :SCHEMA.imports (tenant_id, id) on delete cascade
);

alter table :SCHEMA.imports enable row level security;
alter table :SCHEMA.imports force row level security;
create policy tenant on :SCHEMA.imports to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.imports to :APP_ROLE;

alter table :SCHEMA.import_parts enable row level security;
alter table :SCHEMA.import_parts force row level security;
create policy tenant on :SCHEMA.import_parts to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, delete on :SCHEMA.import_parts to :APP_ROLE;

alter table :SCHEMA.import_deferred enable row level security;
alter table :SCHEMA.import_deferred force row level security;
create policy tenant on :SCHEMA.import_deferred to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, delete on :SCHEMA.import_deferred to :APP_ROLE;

alter table :SCHEMA.import_deferred_names enable row level security;
alter table :SCHEMA.import_deferred_names force row level security;
create policy tenant on :SCHEMA.import_deferred_names to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, delete on :SCHEMA.import_deferred_names to :APP_ROLE;

alter table :SCHEMA.import_refusals enable row level security;
alter table :SCHEMA.import_refusals force row level security;
create policy tenant on :SCHEMA.import_refusals to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, delete on :SCHEMA.import_refusals to :APP_ROLE;

alter table :SCHEMA.import_created enable row level security;
alter table :SCHEMA.import_created force row level security;
create policy tenant on :SCHEMA.import_created to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.import_created to :APP_ROLE;

alter table :SCHEMA.import_updated enable row level security;
alter table :SCHEMA.import_updated force row level security;
create policy tenant on :SCHEMA.import_updated to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, delete on :SCHEMA.import_updated to :APP_ROLE;

alter table :SCHEMA.import_kept enable row level security;
alter table :SCHEMA.import_kept force row level security;
create policy tenant on :SCHEMA.import_kept to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, delete on :SCHEMA.import_kept to :APP_ROLE;

-- Tells the planner what has just been loaded. Of a tenant it has no statistics of it expects one row, finds every index that begins
-- with the tenant equally good, and may read all rows of the tenant for every value it looks up (measured: 15 ms in place of 20 µs
-- at 4,000 rows). Only the owner may ANALYZE; autovacuum comes by once a minute at best.
create function :SCHEMA.refresh_statistics(table_name text, columns text[]) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  execute format('analyze %I.%I (%s)', :'SCHEMA', table_name,
    (select string_agg(quote_ident(name), ', ') from unnest(columns) as c (name)));
end
$$;
revoke all on function :SCHEMA.refresh_statistics(text, text[]) from public;
grant execute on function :SCHEMA.refresh_statistics(text, text[]) to :APP_ROLE;
