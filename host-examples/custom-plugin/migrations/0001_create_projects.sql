-- class: additive
-- create table projects
-- create table projects_contact_ext

create table :SCHEMA.projects (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  status text,
  due_on date,
  reminded_at timestamptz,
  budget bigint,
  budget_currency text,
  contact_id uuid not null,
  owner_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  custom jsonb default '{}' not null,
  search_text text generated always as (lower(coalesce(name, ''))) stored,
  constraint projects_pkey primary key (tenant_id, id),
  constraint projects_name_check check (length(name) <= 200),
  constraint projects_status_check check (status in ('planned', 'active', 'done'))
);

create index projects_created_at_idx on :SCHEMA.projects (tenant_id, created_at, id) where deleted_at is null;

create index projects_updated_at_idx on :SCHEMA.projects (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index projects_status_idx on :SCHEMA.projects (tenant_id, status, created_at, id) where deleted_at is null;

create index projects_due_on_idx on :SCHEMA.projects (tenant_id, due_on, created_at, id) where deleted_at is null;

create index projects_contact_id_idx on :SCHEMA.projects (tenant_id, contact_id, created_at, id);

create index projects_owner_id_idx on :SCHEMA.projects (tenant_id, owner_id, created_at, id);

create index projects_search_idx on :SCHEMA.projects using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.projects enable row level security;

alter table :SCHEMA.projects force row level security;

create policy tenant on :SCHEMA.projects to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.projects to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.projects to :APP_ROLE;

create table :SCHEMA.projects_contact_ext (
  tenant_id uuid not null,
  record_id uuid not null,
  project_code text,
  constraint projects_contact_ext_pkey primary key (tenant_id, record_id),
  constraint projects_contact_ext_project_code_check check (length(project_code) <= 20)
);

create index projects_contact_ext_project_code_idx on :SCHEMA.projects_contact_ext (tenant_id, project_code, record_id);

alter table :SCHEMA.projects_contact_ext enable row level security;

alter table :SCHEMA.projects_contact_ext force row level security;

create policy tenant on :SCHEMA.projects_contact_ext to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.projects_contact_ext to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.projects_contact_ext to :APP_ROLE;

alter table :SCHEMA.projects add constraint projects_contact_id_fkey foreign key (tenant_id, contact_id) references :SCHEMA.contacts (tenant_id, id) on delete restrict;

alter table :SCHEMA.projects add constraint projects_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);

alter table :SCHEMA.projects_contact_ext add constraint projects_contact_ext_record_id_fkey foreign key (tenant_id, record_id) references :SCHEMA.contacts (tenant_id, id) on delete cascade;
