-- class: additive
-- Tables of the engine itself. :SCHEMA and :APP_ROLE are replaced by the runner: we live in somebody else's database.

grant usage on schema :SCHEMA to :APP_ROLE;

-- A UUID version 7 (RFC 9562 §5.7) for rows made inside PostgreSQL; PostgreSQL 18 has its own, 15 does not.
create function :SCHEMA.uuid_v7() returns uuid
language sql volatile parallel safe
set search_path = pg_catalog
as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid
$$;

-- Trigrams for fragment search, beside the tenant in one GIN index; both extensions are trusted, an owner may create them.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;

-- Ids of living records of one table whose search text holds all patterns. LIKE is not leakproof, so under row-level security it
-- never uses an index (1M rows: 454 ms against 1.5 ms here); this runs as the owner and filters by the bound tenant itself.
-- The patterns are literals in the query: the trigram index then intersects them, which it cannot do for `like all ($1)`.
create function :SCHEMA.search_ids(target text, patterns text[], cap integer) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public
as $$
begin
  return query execute format(
    'select id from :SCHEMA.%I where tenant_id = $1 and deleted_at is null and %s limit $2', target,
    (select coalesce(string_agg(format('search_text like %L', pattern), ' and '), 'false') from unnest(patterns) pattern))
    using nullif(current_setting('app.tenant_id', true), '')::uuid, cap;
end
$$;
revoke all on function :SCHEMA.search_ids(text, text[], integer) from public;
grant execute on function :SCHEMA.search_ids(text, text[], integer) to :APP_ROLE;

create table :SCHEMA.tenants (
  id uuid primary key,
  -- The host's own name for the tenant: an organisation id, a slug.
  key text not null unique check (length(key) between 1 and 200),
  name text not null check (length(name) between 1 and 200),
  created_at timestamptz not null default now()
);
alter table :SCHEMA.tenants enable row level security;
alter table :SCHEMA.tenants force row level security;
create policy tenant on :SCHEMA.tenants for select to :APP_ROLE
  using (id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.tenants to current_user using (true) with check (true);
grant select on :SCHEMA.tenants to :APP_ROLE;

-- Before a tenant is known there is no tenant to bind: these two look-ups are the only reads outside the wall.
create function :SCHEMA.find_tenant(wanted text) returns table (id uuid, key text, name text)
language sql stable security definer
set search_path = pg_catalog
as $$ select t.id, t.key, t.name from :SCHEMA.tenants t where t.key = wanted or t.id::text = wanted limit 1 $$;
revoke all on function :SCHEMA.find_tenant(text) from public;
grant execute on function :SCHEMA.find_tenant(text) to :APP_ROLE;

create table :SCHEMA.api_keys (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  id uuid not null,
  -- Part of the key that is shown again: finds the row, proves nothing.
  public_id text not null,
  secret_sha256 bytea not null check (length(secret_sha256) = 32),
  name text not null check (length(name) between 1 and 200),
  roles text[] not null default '{}',
  -- Empty: all the roles allow.
  permissions text[] not null default '{}',
  member_id uuid,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  created_by jsonb not null,
  primary key (tenant_id, id)
);
-- Found before the tenant is known, so unique across tenants; random, so it tells nothing.
create unique index api_keys_public_id_key on :SCHEMA.api_keys (public_id);
alter table :SCHEMA.api_keys enable row level security;
alter table :SCHEMA.api_keys force row level security;
create policy tenant on :SCHEMA.api_keys to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.api_keys for select to current_user using (true);
grant select, insert, update on :SCHEMA.api_keys to :APP_ROLE;

create function :SCHEMA.find_api_key(wanted text) returns setof :SCHEMA.api_keys
language sql stable security definer
set search_path = pg_catalog
as $$ select * from :SCHEMA.api_keys k where k.public_id = wanted and k.revoked_at is null $$;
revoke all on function :SCHEMA.find_api_key(text) from public;
grant execute on function :SCHEMA.find_api_key(text) to :APP_ROLE;

create table :SCHEMA.roles (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  name text not null check (name ~ '^[a-z][a-z0-9-]{0,49}$'),
  label text not null,
  -- {"contact.read": "team", …}
  permissions jsonb not null default '{}',
  -- {"contact.phone": "none" | "read" | "write"}
  fields jsonb not null default '{}',
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, name)
);
alter table :SCHEMA.roles enable row level security;
alter table :SCHEMA.roles force row level security;
create policy tenant on :SCHEMA.roles to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.roles to :APP_ROLE;

create table :SCHEMA.settings (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  plugin text not null,
  value jsonb not null,
  version integer not null default 1,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, plugin)
);
alter table :SCHEMA.settings enable row level security;
alter table :SCHEMA.settings force row level security;
create policy tenant on :SCHEMA.settings to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.settings to :APP_ROLE;

-- The change log: audit trail, outbox, live feed and timeline. One row a write, in the writer's transaction.
create sequence :SCHEMA.changes_seq as bigint cache 1;
create table :SCHEMA.changes (
  tenant_id uuid not null,
  seq bigint not null default nextval(':SCHEMA.changes_seq'),
  at timestamptz not null default now(),
  -- The writer's transaction: the dispatcher reads only below the oldest one still running, so a late commit is not skipped.
  xid xid8 not null default pg_current_xact_id(),
  entity text,
  record_id uuid,
  action text not null check (action in ('created', 'updated', 'deleted', 'restored', 'purged', 'event', 'job')),
  name text not null,
  actor json not null,
  through text not null,
  before jsonb,
  after jsonb,
  version integer,
  request_id text not null
) partition by range (at);
create index changes_record on :SCHEMA.changes (tenant_id, record_id, seq);
create index changes_position on :SCHEMA.changes (xid, seq);
create table :SCHEMA.changes_default partition of :SCHEMA.changes default;
alter table :SCHEMA.changes enable row level security;
alter table :SCHEMA.changes force row level security;
create policy tenant_reads on :SCHEMA.changes for select to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy tenant_appends on :SCHEMA.changes for insert to :APP_ROLE
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.changes for select to current_user using (true);
grant select, insert on :SCHEMA.changes to :APP_ROLE;
grant usage on sequence :SCHEMA.changes_seq to :APP_ROLE;
alter table :SCHEMA.changes_default enable row level security;
alter table :SCHEMA.changes_default force row level security;

-- One typed index for what lists and custom fields hold: a fixed number of indexes for all tenants and fields.
-- Only leakproof comparisons (text, float8, timestamptz) use an index under row-level security; numeric and jsonb do not.
create table :SCHEMA.value_index (
  tenant_id uuid not null,
  entity text collate "C" not null,
  field text collate "C" not null,
  record_id uuid not null,
  -- Position in a list property; 0 for a single value.
  ord smallint not null default 0,
  v_text text collate "C",
  v_num double precision,
  v_ts timestamptz,
  -- The record's own. With it one index gives the newest records of a value, and all records in the order of a field.
  created_at timestamptz not null default now(),
  primary key (tenant_id, record_id, entity, field, ord)
);
create index value_index_text on :SCHEMA.value_index (tenant_id, entity, field, v_text, created_at, record_id) where v_text is not null;
create index value_index_num on :SCHEMA.value_index (tenant_id, entity, field, v_num, created_at, record_id) where v_num is not null;
create index value_index_ts on :SCHEMA.value_index (tenant_id, entity, field, v_ts, created_at, record_id) where v_ts is not null;
alter table :SCHEMA.value_index enable row level security;
alter table :SCHEMA.value_index force row level security;
create policy tenant on :SCHEMA.value_index to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.value_index to :APP_ROLE;

-- Links from any record to the host's own rows; they survive a merge.
create table :SCHEMA.external_refs (
  tenant_id uuid not null,
  entity text collate "C" not null,
  system text collate "C" not null check (length(system) between 1 and 100),
  type text collate "C" not null check (length(type) between 1 and 100),
  external_id text collate "C" not null check (length(external_id) between 1 and 200),
  record_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, entity, system, type, external_id)
);
create index external_refs_record on :SCHEMA.external_refs (tenant_id, record_id, entity);
alter table :SCHEMA.external_refs enable row level security;
alter table :SCHEMA.external_refs force row level security;
create policy tenant on :SCHEMA.external_refs to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.external_refs to :APP_ROLE;

-- Answers of writes that carried an Idempotency-Key, kept for 24 hours.
create table :SCHEMA.idempotency_keys (
  tenant_id uuid not null,
  actor_id text not null,
  route text not null,
  key text not null check (length(key) between 1 and 255),
  body_sha256 bytea not null,
  -- Null while the first request still runs.
  status smallint,
  headers jsonb,
  body text,
  locked_until timestamptz not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, actor_id, route, key)
);
create index idempotency_keys_age on :SCHEMA.idempotency_keys (created_at);
alter table :SCHEMA.idempotency_keys enable row level security;
alter table :SCHEMA.idempotency_keys force row level security;
create policy tenant on :SCHEMA.idempotency_keys to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.idempotency_keys to current_user using (true);
grant select, insert, update, delete on :SCHEMA.idempotency_keys to :APP_ROLE;
