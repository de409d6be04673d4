-- class: additive
-- create table members
-- create table teams

create table :SCHEMA.members (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  email text,
  avatar_url text,
  team_ids uuid[],
  active boolean,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  search_text text generated always as (lower(coalesce(name, '') || E'\n' || coalesce(email, ''))) stored,
  constraint members_pkey primary key (tenant_id, id),
  constraint members_name_check check (length(name) <= 200),
  constraint members_email_check check (length(email) <= 254),
  constraint members_avatar_url_check check (length(avatar_url) <= 2000)
);

create index members_created_at_idx on :SCHEMA.members (tenant_id, created_at, id) where deleted_at is null;

create index members_updated_at_idx on :SCHEMA.members (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index members_name_idx on :SCHEMA.members (tenant_id, name, created_at, id) where deleted_at is null;

create index members_email_idx on :SCHEMA.members (tenant_id, email, created_at, id) where deleted_at is null;

create index members_search_idx on :SCHEMA.members using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.members enable row level security;

alter table :SCHEMA.members force row level security;

create policy tenant on :SCHEMA.members to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.members to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.members to :APP_ROLE;

create table :SCHEMA.teams (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  parent_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  search_text text generated always as (lower(coalesce(name, ''))) stored,
  constraint teams_pkey primary key (tenant_id, id),
  constraint teams_name_check check (length(name) <= 200)
);

create index teams_created_at_idx on :SCHEMA.teams (tenant_id, created_at, id) where deleted_at is null;

create index teams_updated_at_idx on :SCHEMA.teams (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index teams_name_idx on :SCHEMA.teams (tenant_id, name, created_at, id) where deleted_at is null;

create index teams_parent_id_idx on :SCHEMA.teams (tenant_id, parent_id, created_at, id);

create index teams_search_idx on :SCHEMA.teams using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.teams enable row level security;

alter table :SCHEMA.teams force row level security;

create policy tenant on :SCHEMA.teams to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.teams to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.teams to :APP_ROLE;

alter table :SCHEMA.teams add constraint teams_parent_id_fkey foreign key (tenant_id, parent_id) references :SCHEMA.teams (tenant_id, id) on delete restrict;
