-- class: additive
-- create table activities

create table :SCHEMA.activities (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  kind text not null,
  subject text,
  body text,
  links text[],
  status text,
  priority text,
  due_at timestamptz,
  end_at timestamptz,
  all_day boolean,
  due_on date,
  time_zone text,
  reminder text,
  remind_at timestamptz,
  reminded_at timestamptz,
  recurrence text,
  series_id uuid,
  series_start_at timestamptz,
  occurrence bigint,
  occurred_at timestamptz,
  completed_at timestamptz,
  location text,
  direction text,
  outcome text,
  from_address text,
  to_addresses text[],
  owner_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  custom jsonb default '{}' not null,
  search_text text generated always as (lower(coalesce(subject, ''))) stored,
  constraint activities_pkey primary key (tenant_id, id),
  constraint activities_kind_check check (kind in ('task', 'call', 'meeting', 'note', 'email')),
  constraint activities_subject_check check (length(subject) <= 300),
  constraint activities_body_check check (length(body) <= 20000),
  constraint activities_status_check check (status in ('open', 'done', 'cancelled')),
  constraint activities_priority_check check (priority in ('low', 'normal', 'high')),
  constraint activities_time_zone_check check (length(time_zone) <= 64),
  constraint activities_reminder_check check (length(reminder) <= 20),
  constraint activities_recurrence_check check (length(recurrence) <= 300),
  constraint activities_location_check check (length(location) <= 500),
  constraint activities_direction_check check (direction in ('inbound', 'outbound')),
  constraint activities_outcome_check check (length(outcome) <= 200),
  constraint activities_from_address_check check (length(from_address) <= 254)
);

create index activities_created_at_idx on :SCHEMA.activities (tenant_id, created_at, id) where deleted_at is null;

create index activities_updated_at_idx on :SCHEMA.activities (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index activities_kind_idx on :SCHEMA.activities (tenant_id, kind, created_at, id) where deleted_at is null;

create index activities_status_idx on :SCHEMA.activities (tenant_id, status, created_at, id) where deleted_at is null;

create index activities_due_at_idx on :SCHEMA.activities (tenant_id, due_at, created_at, id) where deleted_at is null;

create index activities_series_id_idx on :SCHEMA.activities (tenant_id, series_id, created_at, id) where deleted_at is null;

create index activities_owner_id_idx on :SCHEMA.activities (tenant_id, owner_id, created_at, id);

create index activities_search_idx on :SCHEMA.activities using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.activities enable row level security;

alter table :SCHEMA.activities force row level security;

create policy tenant on :SCHEMA.activities to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.activities to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.activities to :APP_ROLE;

alter table :SCHEMA.activities add constraint activities_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);
