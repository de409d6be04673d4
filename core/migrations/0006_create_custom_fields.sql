-- class: additive
-- Fields a tenant's admin has added to entities, and what makes a value of them unique. Their values are in `custom` of each record,
-- those of indexed ones also in `value_index`.

create table :SCHEMA.custom_fields (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  entity text collate "C" not null,
  -- Never changed and never given again: a purged field stays as a row.
  key text collate "C" not null check (key ~ '^[a-z][A-Za-z0-9_]{0,49}$'),
  id uuid not null,
  -- A fragment of JSON Schema in the profile of custom-field.schema.json, as the admin wrote it.
  schema json not null,
  -- Options the choice once had: [{"const", "title"}]. Records may still hold them.
  retired json not null default '[]',
  required boolean not null default false,
  position integer not null default 0,
  status text not null default 'active' check (status in ('active', 'hidden', 'archived', 'purging', 'purged')),
  -- Rows in `value_index` (index) and in `custom_unique` (claims). none: there are none. building: every write keeps them and a job adds
  -- those of older records; reads do not count on them yet. ready: complete. dropping: a job removes them.
  index_state text not null default 'none' check (index_state in ('none', 'building', 'ready', 'dropping')),
  claims_state text not null default 'none' check (claims_state in ('none', 'building', 'ready', 'dropping')),
  -- Id of the last record the running job has done; the next run goes on behind it.
  progress uuid,
  -- Why the last job gave up: {"code", "message"}.
  failure json,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by json not null,
  updated_by json not null,
  primary key (tenant_id, entity, key)
);
alter table :SCHEMA.custom_fields enable row level security;
alter table :SCHEMA.custom_fields force row level security;
create policy tenant on :SCHEMA.custom_fields to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update on :SCHEMA.custom_fields to :APP_ROLE;

-- Grows with every change of a tenant's fields. A process keeps the definitions in memory and asks only for this number; a write of
-- custom values carries the number it was checked under.
create table :SCHEMA.custom_field_versions (
  tenant_id uuid primary key references :SCHEMA.tenants (id) on delete cascade,
  version bigint not null default 0
);
alter table :SCHEMA.custom_field_versions enable row level security;
alter table :SCHEMA.custom_field_versions force row level security;
create policy tenant on :SCHEMA.custom_field_versions to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update on :SCHEMA.custom_field_versions to :APP_ROLE;

-- Volatile, so that it sees what was committed after the calling statement began: a write that waited for a lock must not slip
-- through with definitions that have changed meanwhile.
create function :SCHEMA.custom_fields_version(tenant uuid) returns bigint
language sql volatile
as $$ select coalesce((select v.version from :SCHEMA.custom_field_versions v where v.tenant_id = tenant), 0) $$;

-- Which record holds a value of a unique field. Hashed: a text of any length fits into the key.
create table :SCHEMA.custom_unique (
  tenant_id uuid not null,
  entity text collate "C" not null,
  -- Key of the field.
  field text collate "C" not null,
  v_hash bytea not null check (length(v_hash) = 32),
  record_id uuid not null,
  primary key (tenant_id, entity, field, v_hash)
);
create index custom_unique_record on :SCHEMA.custom_unique (tenant_id, record_id, entity);
alter table :SCHEMA.custom_unique enable row level security;
alter table :SCHEMA.custom_unique force row level security;
create policy tenant on :SCHEMA.custom_unique to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.custom_unique to :APP_ROLE;

-- For `on conflict … do update`: who holds the value now. The row of another holder counts only while that record lives and has the value:
-- a claim may outlive its value (deleted records keep theirs, and a statement that waited for a lock cannot see the claim to take back).
-- The violation names the field, which PostgreSQL's own message does not under row-level security.
create function :SCHEMA.claim_value(target text, holder uuid, claimant uuid, key text, hash bytea) returns uuid
language plpgsql volatile
as $$
declare
  is_held boolean;
begin
  if holder = claimant then return claimant; end if;
  execute format(
    'select exists (select from :SCHEMA.%I where tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid
       and id = $1 and deleted_at is null and sha256(convert_to(custom ->> $2, ''UTF8'')) = $3)', target)
    into is_held using holder, key, hash;
  if is_held then
    raise exception 'another record has this value of custom.%', key
      using errcode = 'unique_violation', constraint = 'custom_unique:' || key;
  end if;
  return claimant;
end
$$;

-- How texts of custom fields are ordered and looked up: without case and accents, cut to what an index entry can hold.
-- Language sql without a search_path of its own, so that PostgreSQL can write it into the query.
create function :SCHEMA.text_key(value text) returns text
language sql immutable parallel safe
as $$
  select case
    when value ~ '^[\x20-\x7e]*$' then pg_catalog.lower(pg_catalog.left(value, 256))
    -- Cut again: a ligature decomposes into up to 18 letters.
    else pg_catalog.left(pg_catalog.lower(pg_catalog.regexp_replace(normalize(pg_catalog.left(value, 256), NFKD), '[\u0300-\u036f]', '', 'g')), 256)
  end
$$;

-- Index rows of the given fields of one record. A value of another type than the field's is no value, as everywhere.
create function :SCHEMA.custom_index_rows(custom jsonb, keys text[], kinds text[])
returns table (field text, ord smallint, v_text text, v_num double precision, v_ts timestamptz)
language sql stable parallel safe
as $$
  select 'custom.' || f.key, 0::smallint,
    case f.kind
      when 'text' then :SCHEMA.text_key(f.value #>> '{}')
      when 'date' then f.value #>> '{}'
      when 'boolean' then f.value #>> '{}'
    end,
    case when f.kind in ('integer', 'number') then (f.value #>> '{}')::float8 end,
    case when f.kind = 'date-time' then (f.value #>> '{}')::timestamptz end
  from (select key, kind, custom -> key as value from unnest(keys, kinds) as given (key, kind)) f
  where case f.kind
    when 'text' then jsonb_typeof(f.value) = 'string'
    when 'boolean' then jsonb_typeof(f.value) = 'boolean'
    when 'integer' then jsonb_typeof(f.value) = 'number'
    when 'number' then jsonb_typeof(f.value) = 'number'
    when 'date' then f.value #>> '{}' ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$'
    when 'date-time' then f.value #>> '{}' ~ '^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T[0-9:.]+(Z|[+-][0-9:]+)$'
    else false
  end
  union all
  -- An element is there once, however often the list holds it: a record is found once.
  select 'custom.' || f.key, (row_number() over (partition by f.key order by f.element))::smallint - 1::smallint, f.element, null, null
  from (
    select distinct given.key, :SCHEMA.text_key(e.element) as element
    from unnest(keys, kinds) as given (key, kind)
    cross join lateral jsonb_array_elements_text(
      case when jsonb_typeof(custom -> given.key) = 'array' then custom -> given.key else '[]' end) as e (element)
    where given.kind = 'text-list'
  ) f
$$;

-- What is unique about a value: the hash of its text.
create function :SCHEMA.custom_unique_rows(custom jsonb, keys text[])
returns table (field text, v_hash bytea)
language sql stable parallel safe
as $$
  select key, sha256(convert_to(custom ->> key, 'UTF8')) from unnest(keys) as given (key) where custom ->> key is not null
$$;
