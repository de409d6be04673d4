-- class: additive
-- create table stage_stays
-- create table lead_turns
-- create index deals_columns_idx

-- One row for each stay of a record in a stage. Records of every entity with stages are in it, so their ids are no foreign key:
-- what is purged is forgotten by a subscriber.
create table :SCHEMA.stage_stays (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  entity text not null,
  record_id uuid not null,
  pipeline_id uuid not null,
  stage_id uuid not null,
  from_stage_id uuid,
  entered_at timestamptz not null,
  left_at timestamptz,
  actor json not null,
  constraint stage_stays_pkey primary key (tenant_id, id),
  constraint stage_stays_left_at_check check (left_at >= entered_at)
);

-- A record is in one stage at a time.
create unique index stage_stays_open_key on :SCHEMA.stage_stays (tenant_id, entity, record_id) where left_at is null;

create index stage_stays_record_idx on :SCHEMA.stage_stays (tenant_id, entity, record_id, entered_at);

create index stage_stays_stage_idx on :SCHEMA.stage_stays (tenant_id, pipeline_id, stage_id);

alter table :SCHEMA.stage_stays enable row level security;

alter table :SCHEMA.stage_stays force row level security;

create policy tenant on :SCHEMA.stage_stays to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.stage_stays to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.stage_stays to :APP_ROLE;

alter table :SCHEMA.stage_stays add constraint stage_stays_stage_id_fkey foreign key (tenant_id, pipeline_id, stage_id) references :SCHEMA.stages (tenant_id, pipeline_id, id) on delete cascade;

-- Whose turn it is: a counter, not a record.
create table :SCHEMA.lead_turns (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  rule_id uuid not null,
  turn bigint not null,
  constraint lead_turns_pkey primary key (tenant_id, rule_id)
);

alter table :SCHEMA.lead_turns enable row level security;

alter table :SCHEMA.lead_turns force row level security;

create policy tenant on :SCHEMA.lead_turns to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.lead_turns to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.lead_turns to :APP_ROLE;

alter table :SCHEMA.lead_turns add constraint lead_turns_rule_id_fkey foreign key (tenant_id, rule_id) references :SCHEMA.lead_rules (tenant_id, id) on delete cascade;

-- The columns of a board are counted and summed from this index alone, without a look at the deals.
create index deals_columns_idx on :SCHEMA.deals (tenant_id, pipeline_id, stage_id, currency)
  include (amount, probability, owner_id) where deleted_at is null;
