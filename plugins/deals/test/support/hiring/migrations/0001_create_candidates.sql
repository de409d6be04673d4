-- class: additive
-- create table candidates

create table :SCHEMA.candidates (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  salary bigint,
  salary_currency text,
  pipeline_id uuid,
  stage_id uuid,
  position text,
  outcome text,
  stage_entered_at timestamptz,
  owner_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  custom jsonb default '{}' not null,
  search_text text generated always as (lower(coalesce(name, ''))) stored,
  constraint candidates_pkey primary key (tenant_id, id),
  constraint candidates_name_check check (length(name) <= 200),
  constraint candidates_stage_id_check check (stage_id is null or pipeline_id is not null),
  constraint candidates_position_check check (length(position) <= 200),
  constraint candidates_outcome_check check (outcome in ('open', 'won', 'lost'))
);

create index candidates_created_at_idx on :SCHEMA.candidates (tenant_id, created_at, id) where deleted_at is null;

create index candidates_updated_at_idx on :SCHEMA.candidates (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index candidates_pipeline_id_idx on :SCHEMA.candidates (tenant_id, pipeline_id, created_at, id);

create index candidates_stage_id_idx on :SCHEMA.candidates (tenant_id, stage_id, created_at, id);

create index candidates_position_idx on :SCHEMA.candidates (tenant_id, position, created_at, id) where deleted_at is null;

create index candidates_outcome_idx on :SCHEMA.candidates (tenant_id, outcome, created_at, id) where deleted_at is null;

create index candidates_stage_entered_at_idx on :SCHEMA.candidates (tenant_id, stage_entered_at, created_at, id) where deleted_at is null;

create index candidates_owner_id_idx on :SCHEMA.candidates (tenant_id, owner_id, created_at, id);

create index candidates_stage_id_position_idx on :SCHEMA.candidates (tenant_id, stage_id, position, created_at, id) where deleted_at is null;

create index candidates_search_idx on :SCHEMA.candidates using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

create index candidates_stage_id_fkey_idx on :SCHEMA.candidates (tenant_id, pipeline_id, stage_id);

alter table :SCHEMA.candidates enable row level security;

alter table :SCHEMA.candidates force row level security;

create policy tenant on :SCHEMA.candidates to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.candidates to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.candidates to :APP_ROLE;

alter table :SCHEMA.candidates add constraint candidates_pipeline_id_fkey foreign key (tenant_id, pipeline_id) references :SCHEMA.pipelines (tenant_id, id) on delete restrict;

alter table :SCHEMA.candidates add constraint candidates_stage_id_fkey foreign key (tenant_id, pipeline_id, stage_id) references :SCHEMA.stages (tenant_id, pipeline_id, id) on delete restrict;

alter table :SCHEMA.candidates add constraint candidates_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);
