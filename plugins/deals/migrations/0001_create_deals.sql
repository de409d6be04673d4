-- class: additive
-- create table pipelines
-- create table stages
-- create table products
-- create table deals
-- create table deal_contacts
-- create table deal_lines
-- create table exchange_rates
-- create table leads
-- create table lead_forms
-- create table lead_rules

create table :SCHEMA.pipelines (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  entity text,
  description text,
  "order" bigint,
  team_ids uuid[],
  lost_reason_required boolean,
  lost_reasons text[],
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  custom jsonb default '{}' not null,
  search_text text generated always as (lower(coalesce(name, ''))) stored,
  constraint pipelines_pkey primary key (tenant_id, id),
  constraint pipelines_name_check check (length(name) <= 100),
  constraint pipelines_entity_check check (length(entity) <= 60),
  constraint pipelines_description_check check (length(description) <= 1000)
);

create index pipelines_created_at_idx on :SCHEMA.pipelines (tenant_id, created_at, id) where deleted_at is null;

create index pipelines_updated_at_idx on :SCHEMA.pipelines (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index pipelines_name_idx on :SCHEMA.pipelines (tenant_id, name, created_at, id) where deleted_at is null;

create index pipelines_entity_idx on :SCHEMA.pipelines (tenant_id, entity, created_at, id) where deleted_at is null;

create index pipelines_order_idx on :SCHEMA.pipelines (tenant_id, "order", created_at, id) where deleted_at is null;

create index pipelines_search_idx on :SCHEMA.pipelines using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.pipelines enable row level security;

alter table :SCHEMA.pipelines force row level security;

create policy tenant on :SCHEMA.pipelines to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.pipelines to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.pipelines to :APP_ROLE;

create table :SCHEMA.stages (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  pipeline_id uuid not null,
  name text not null,
  description text,
  "order" bigint,
  kind text,
  probability bigint,
  color text,
  rotting_days bigint,
  required_fields text[],
  next_stage_ids uuid[],
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  search_text text generated always as (lower(coalesce(name, ''))) stored,
  constraint stages_pkey primary key (tenant_id, id),
  constraint stages_name_check check (length(name) <= 100),
  constraint stages_description_check check (length(description) <= 1000),
  constraint stages_kind_check check (kind in ('open', 'won', 'lost')),
  constraint stages_color_check check (color in ('gray', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'indigo', 'purple', 'pink'))
);

create index stages_created_at_idx on :SCHEMA.stages (tenant_id, created_at, id) where deleted_at is null;

create index stages_updated_at_idx on :SCHEMA.stages (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index stages_pipeline_id_idx on :SCHEMA.stages (tenant_id, pipeline_id, created_at, id);

create index stages_name_idx on :SCHEMA.stages (tenant_id, name, created_at, id) where deleted_at is null;

create index stages_order_idx on :SCHEMA.stages (tenant_id, "order", created_at, id) where deleted_at is null;

create index stages_kind_idx on :SCHEMA.stages (tenant_id, kind, created_at, id) where deleted_at is null;

create unique index stages_pipeline_id_name_key on :SCHEMA.stages (tenant_id, pipeline_id, name) where deleted_at is null;

create unique index stages_pipeline_id_ref on :SCHEMA.stages (tenant_id, pipeline_id, id);

create index stages_search_idx on :SCHEMA.stages using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.stages enable row level security;

alter table :SCHEMA.stages force row level security;

create policy tenant on :SCHEMA.stages to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.stages to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.stages to :APP_ROLE;

create table :SCHEMA.products (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  name_key text,
  sku text,
  category text,
  description text,
  price bigint,
  currency text,
  tax_percent double precision,
  unit text,
  active boolean,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  custom jsonb default '{}' not null,
  search_text text generated always as (lower(coalesce(name, '') || E'\n' || coalesce(sku, ''))) stored,
  constraint products_pkey primary key (tenant_id, id),
  constraint products_name_check check (length(name) <= 200),
  constraint products_name_key_check check (length(name_key) <= 400),
  constraint products_sku_check check (length(sku) <= 100),
  constraint products_category_check check (length(category) <= 100),
  constraint products_description_check check (length(description) <= 5000),
  constraint products_unit_check check (length(unit) <= 40)
);

create index products_created_at_idx on :SCHEMA.products (tenant_id, created_at, id) where deleted_at is null;

create index products_updated_at_idx on :SCHEMA.products (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index products_name_idx on :SCHEMA.products (tenant_id, name, created_at, id) where deleted_at is null;

create index products_category_idx on :SCHEMA.products (tenant_id, category, created_at, id) where deleted_at is null;

create index products_price_idx on :SCHEMA.products (tenant_id, price, created_at, id) where deleted_at is null;

create index products_active_idx on :SCHEMA.products (tenant_id, active, created_at, id) where deleted_at is null;

create unique index products_name_key_key on :SCHEMA.products (tenant_id, name_key) where deleted_at is null;

create unique index products_sku_key on :SCHEMA.products (tenant_id, sku) where deleted_at is null;

create index products_search_idx on :SCHEMA.products using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.products enable row level security;

alter table :SCHEMA.products force row level security;

create policy tenant on :SCHEMA.products to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.products to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.products to :APP_ROLE;

create table :SCHEMA.deals (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  title text,
  amount bigint,
  currency text,
  probability bigint,
  company_id uuid,
  contact_id uuid,
  product_id uuid,
  expected_close_on date,
  started_on date,
  closed_on date,
  lost_reason text,
  source text,
  tag_ids uuid[],
  description text,
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
  search_text text generated always as (lower(coalesce(title, ''))) stored,
  constraint deals_pkey primary key (tenant_id, id),
  constraint deals_title_check check (length(title) <= 200),
  constraint deals_lost_reason_check check (length(lost_reason) <= 100),
  constraint deals_source_check check (length(source) <= 100),
  constraint deals_description_check check (length(description) <= 20000),
  constraint deals_stage_id_check check (stage_id is null or pipeline_id is not null),
  constraint deals_position_check check (length(position) <= 200),
  constraint deals_outcome_check check (outcome in ('open', 'won', 'lost'))
);

create index deals_created_at_idx on :SCHEMA.deals (tenant_id, created_at, id) where deleted_at is null;

create index deals_updated_at_idx on :SCHEMA.deals (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index deals_title_idx on :SCHEMA.deals (tenant_id, title, created_at, id) where deleted_at is null;

create index deals_amount_idx on :SCHEMA.deals (tenant_id, amount, created_at, id) where deleted_at is null;

create index deals_currency_idx on :SCHEMA.deals (tenant_id, currency, created_at, id) where deleted_at is null;

create index deals_company_id_idx on :SCHEMA.deals (tenant_id, company_id, created_at, id);

create index deals_contact_id_idx on :SCHEMA.deals (tenant_id, contact_id, created_at, id);

create index deals_product_id_idx on :SCHEMA.deals (tenant_id, product_id, created_at, id);

create index deals_expected_close_on_idx on :SCHEMA.deals (tenant_id, expected_close_on, created_at, id) where deleted_at is null;

create index deals_started_on_idx on :SCHEMA.deals (tenant_id, started_on, created_at, id) where deleted_at is null;

create index deals_closed_on_idx on :SCHEMA.deals (tenant_id, closed_on, created_at, id) where deleted_at is null;

create index deals_lost_reason_idx on :SCHEMA.deals (tenant_id, lost_reason, created_at, id) where deleted_at is null;

create index deals_source_idx on :SCHEMA.deals (tenant_id, source, created_at, id) where deleted_at is null;

create index deals_pipeline_id_idx on :SCHEMA.deals (tenant_id, pipeline_id, created_at, id);

create index deals_stage_id_idx on :SCHEMA.deals (tenant_id, stage_id, created_at, id);

create index deals_position_idx on :SCHEMA.deals (tenant_id, position, created_at, id) where deleted_at is null;

create index deals_outcome_idx on :SCHEMA.deals (tenant_id, outcome, created_at, id) where deleted_at is null;

create index deals_stage_entered_at_idx on :SCHEMA.deals (tenant_id, stage_entered_at, created_at, id) where deleted_at is null;

create index deals_owner_id_idx on :SCHEMA.deals (tenant_id, owner_id, created_at, id);

create index deals_stage_id_position_idx on :SCHEMA.deals (tenant_id, stage_id, position, created_at, id) where deleted_at is null;

create index deals_search_idx on :SCHEMA.deals using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

create index deals_stage_id_fkey_idx on :SCHEMA.deals (tenant_id, pipeline_id, stage_id);

alter table :SCHEMA.deals enable row level security;

alter table :SCHEMA.deals force row level security;

create policy tenant on :SCHEMA.deals to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.deals to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.deals to :APP_ROLE;

create table :SCHEMA.deal_contacts (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  deal_id uuid not null,
  contact_id uuid not null,
  role text,
  owner_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  constraint deal_contacts_pkey primary key (tenant_id, id),
  constraint deal_contacts_role_check check (length(role) <= 100)
);

create index deal_contacts_created_at_idx on :SCHEMA.deal_contacts (tenant_id, created_at, id) where deleted_at is null;

create index deal_contacts_updated_at_idx on :SCHEMA.deal_contacts (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index deal_contacts_deal_id_idx on :SCHEMA.deal_contacts (tenant_id, deal_id, created_at, id);

create index deal_contacts_contact_id_idx on :SCHEMA.deal_contacts (tenant_id, contact_id, created_at, id);

create index deal_contacts_role_idx on :SCHEMA.deal_contacts (tenant_id, role, created_at, id) where deleted_at is null;

create index deal_contacts_owner_id_idx on :SCHEMA.deal_contacts (tenant_id, owner_id, created_at, id);

create unique index deal_contacts_deal_id_contact_id_key on :SCHEMA.deal_contacts (tenant_id, deal_id, contact_id) where deleted_at is null;

alter table :SCHEMA.deal_contacts enable row level security;

alter table :SCHEMA.deal_contacts force row level security;

create policy tenant on :SCHEMA.deal_contacts to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.deal_contacts to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.deal_contacts to :APP_ROLE;

create table :SCHEMA.deal_lines (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  deal_id uuid not null,
  product_id uuid,
  name text,
  quantity double precision,
  unit_price bigint,
  currency text,
  discount_percent double precision,
  tax_percent double precision,
  net bigint,
  tax bigint,
  total bigint,
  "order" bigint,
  owner_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  constraint deal_lines_pkey primary key (tenant_id, id),
  constraint deal_lines_name_check check (length(name) <= 200)
);

create index deal_lines_created_at_idx on :SCHEMA.deal_lines (tenant_id, created_at, id) where deleted_at is null;

create index deal_lines_updated_at_idx on :SCHEMA.deal_lines (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index deal_lines_deal_id_idx on :SCHEMA.deal_lines (tenant_id, deal_id, created_at, id);

create index deal_lines_product_id_idx on :SCHEMA.deal_lines (tenant_id, product_id, created_at, id);

create index deal_lines_order_idx on :SCHEMA.deal_lines (tenant_id, "order", created_at, id) where deleted_at is null;

create index deal_lines_owner_id_idx on :SCHEMA.deal_lines (tenant_id, owner_id, created_at, id);

alter table :SCHEMA.deal_lines enable row level security;

alter table :SCHEMA.deal_lines force row level security;

create policy tenant on :SCHEMA.deal_lines to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.deal_lines to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.deal_lines to :APP_ROLE;

create table :SCHEMA.exchange_rates (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  from_currency text not null,
  to_currency text not null,
  day date not null,
  rate double precision not null,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  constraint exchange_rates_pkey primary key (tenant_id, id)
);

create index exchange_rates_created_at_idx on :SCHEMA.exchange_rates (tenant_id, created_at, id) where deleted_at is null;

create index exchange_rates_updated_at_idx on :SCHEMA.exchange_rates (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index exchange_rates_from_currency_idx on :SCHEMA.exchange_rates (tenant_id, from_currency, created_at, id) where deleted_at is null;

create index exchange_rates_to_currency_idx on :SCHEMA.exchange_rates (tenant_id, to_currency, created_at, id) where deleted_at is null;

create index exchange_rates_day_idx on :SCHEMA.exchange_rates (tenant_id, day, created_at, id) where deleted_at is null;

create unique index exchange_rates_from_currency_to_currency_day_key on :SCHEMA.exchange_rates (tenant_id, from_currency, to_currency, day) where deleted_at is null;

alter table :SCHEMA.exchange_rates enable row level security;

alter table :SCHEMA.exchange_rates force row level security;

create policy tenant on :SCHEMA.exchange_rates to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.exchange_rates to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.exchange_rates to :APP_ROLE;

create table :SCHEMA.leads (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text,
  first_name text,
  last_name text,
  email text,
  phone text,
  title text,
  company_name text,
  website text,
  country text,
  message text,
  source text,
  campaign text,
  amount bigint,
  currency text,
  status text,
  tag_ids uuid[],
  form_id uuid,
  converted_at timestamptz,
  contact_id uuid,
  company_id uuid,
  deal_id uuid,
  owner_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  custom jsonb default '{}' not null,
  search_text text generated always as (lower(coalesce(name, '') || E'\n' || coalesce(email, '') || E'\n' || coalesce(company_name, ''))) stored,
  constraint leads_pkey primary key (tenant_id, id),
  constraint leads_name_check check (length(name) <= 254),
  constraint leads_first_name_check check (length(first_name) <= 100),
  constraint leads_last_name_check check (length(last_name) <= 100),
  constraint leads_email_check check (length(email) <= 254),
  constraint leads_phone_check check (length(phone) <= 40),
  constraint leads_title_check check (length(title) <= 200),
  constraint leads_company_name_check check (length(company_name) <= 200),
  constraint leads_website_check check (length(website) <= 500),
  constraint leads_message_check check (length(message) <= 20000),
  constraint leads_source_check check (length(source) <= 100),
  constraint leads_campaign_check check (length(campaign) <= 100),
  constraint leads_status_check check (status in ('new', 'working', 'qualified', 'unqualified', 'converted'))
);

create index leads_created_at_idx on :SCHEMA.leads (tenant_id, created_at, id) where deleted_at is null;

create index leads_updated_at_idx on :SCHEMA.leads (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index leads_name_idx on :SCHEMA.leads (tenant_id, name, created_at, id) where deleted_at is null;

create index leads_last_name_idx on :SCHEMA.leads (tenant_id, last_name, created_at, id) where deleted_at is null;

create index leads_email_idx on :SCHEMA.leads (tenant_id, email, created_at, id) where deleted_at is null;

create index leads_phone_idx on :SCHEMA.leads (tenant_id, phone, created_at, id) where deleted_at is null;

create index leads_company_name_idx on :SCHEMA.leads (tenant_id, company_name, created_at, id) where deleted_at is null;

create index leads_country_idx on :SCHEMA.leads (tenant_id, country, created_at, id) where deleted_at is null;

create index leads_source_idx on :SCHEMA.leads (tenant_id, source, created_at, id) where deleted_at is null;

create index leads_campaign_idx on :SCHEMA.leads (tenant_id, campaign, created_at, id) where deleted_at is null;

create index leads_status_idx on :SCHEMA.leads (tenant_id, status, created_at, id) where deleted_at is null;

create index leads_form_id_idx on :SCHEMA.leads (tenant_id, form_id, created_at, id);

create index leads_converted_at_idx on :SCHEMA.leads (tenant_id, converted_at, created_at, id) where deleted_at is null;

create index leads_contact_id_idx on :SCHEMA.leads (tenant_id, contact_id, created_at, id);

create index leads_company_id_idx on :SCHEMA.leads (tenant_id, company_id, created_at, id);

create index leads_deal_id_idx on :SCHEMA.leads (tenant_id, deal_id, created_at, id);

create index leads_owner_id_idx on :SCHEMA.leads (tenant_id, owner_id, created_at, id);

create index leads_search_idx on :SCHEMA.leads using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.leads enable row level security;

alter table :SCHEMA.leads force row level security;

create policy tenant on :SCHEMA.leads to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.leads to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.leads to :APP_ROLE;

create table :SCHEMA.lead_forms (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  key text,
  secret text,
  origins text[],
  fields text[],
  required_fields text[],
  source text,
  campaign text,
  min_seconds bigint,
  max_per_hour bigint,
  active boolean,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  search_text text generated always as (lower(coalesce(name, ''))) stored,
  constraint lead_forms_pkey primary key (tenant_id, id),
  constraint lead_forms_name_check check (length(name) <= 100),
  constraint lead_forms_key_check check (length(key) <= 100),
  constraint lead_forms_secret_check check (length(secret) <= 100),
  constraint lead_forms_source_check check (length(source) <= 100),
  constraint lead_forms_campaign_check check (length(campaign) <= 100)
);

create index lead_forms_created_at_idx on :SCHEMA.lead_forms (tenant_id, created_at, id) where deleted_at is null;

create index lead_forms_updated_at_idx on :SCHEMA.lead_forms (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index lead_forms_name_idx on :SCHEMA.lead_forms (tenant_id, name, created_at, id) where deleted_at is null;

create index lead_forms_active_idx on :SCHEMA.lead_forms (tenant_id, active, created_at, id) where deleted_at is null;

create unique index lead_forms_key_key on :SCHEMA.lead_forms (tenant_id, key) where deleted_at is null;

create index lead_forms_search_idx on :SCHEMA.lead_forms using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.lead_forms enable row level security;

alter table :SCHEMA.lead_forms force row level security;

create policy tenant on :SCHEMA.lead_forms to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.lead_forms to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.lead_forms to :APP_ROLE;

create table :SCHEMA.lead_rules (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  "order" bigint,
  filter json,
  member_ids uuid[],
  team_id uuid,
  active boolean,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  constraint lead_rules_pkey primary key (tenant_id, id),
  constraint lead_rules_name_check check (length(name) <= 100)
);

create index lead_rules_created_at_idx on :SCHEMA.lead_rules (tenant_id, created_at, id) where deleted_at is null;

create index lead_rules_updated_at_idx on :SCHEMA.lead_rules (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index lead_rules_name_idx on :SCHEMA.lead_rules (tenant_id, name, created_at, id) where deleted_at is null;

create index lead_rules_order_idx on :SCHEMA.lead_rules (tenant_id, "order", created_at, id) where deleted_at is null;

create index lead_rules_team_id_idx on :SCHEMA.lead_rules (tenant_id, team_id, created_at, id);

create index lead_rules_active_idx on :SCHEMA.lead_rules (tenant_id, active, created_at, id) where deleted_at is null;

alter table :SCHEMA.lead_rules enable row level security;

alter table :SCHEMA.lead_rules force row level security;

create policy tenant on :SCHEMA.lead_rules to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.lead_rules to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.lead_rules to :APP_ROLE;

alter table :SCHEMA.stages add constraint stages_pipeline_id_fkey foreign key (tenant_id, pipeline_id) references :SCHEMA.pipelines (tenant_id, id) on delete cascade;

alter table :SCHEMA.deals add constraint deals_company_id_fkey foreign key (tenant_id, company_id) references :SCHEMA.companies (tenant_id, id) on delete set null (company_id);

alter table :SCHEMA.deals add constraint deals_contact_id_fkey foreign key (tenant_id, contact_id) references :SCHEMA.contacts (tenant_id, id) on delete set null (contact_id);

alter table :SCHEMA.deals add constraint deals_product_id_fkey foreign key (tenant_id, product_id) references :SCHEMA.products (tenant_id, id) on delete set null (product_id);

alter table :SCHEMA.deals add constraint deals_pipeline_id_fkey foreign key (tenant_id, pipeline_id) references :SCHEMA.pipelines (tenant_id, id) on delete restrict;

alter table :SCHEMA.deals add constraint deals_stage_id_fkey foreign key (tenant_id, pipeline_id, stage_id) references :SCHEMA.stages (tenant_id, pipeline_id, id) on delete restrict;

alter table :SCHEMA.deals add constraint deals_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);

alter table :SCHEMA.deal_contacts add constraint deal_contacts_deal_id_fkey foreign key (tenant_id, deal_id) references :SCHEMA.deals (tenant_id, id) on delete cascade;

alter table :SCHEMA.deal_contacts add constraint deal_contacts_contact_id_fkey foreign key (tenant_id, contact_id) references :SCHEMA.contacts (tenant_id, id) on delete cascade;

alter table :SCHEMA.deal_contacts add constraint deal_contacts_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);

alter table :SCHEMA.deal_lines add constraint deal_lines_deal_id_fkey foreign key (tenant_id, deal_id) references :SCHEMA.deals (tenant_id, id) on delete cascade;

alter table :SCHEMA.deal_lines add constraint deal_lines_product_id_fkey foreign key (tenant_id, product_id) references :SCHEMA.products (tenant_id, id) on delete set null (product_id);

alter table :SCHEMA.deal_lines add constraint deal_lines_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);

alter table :SCHEMA.leads add constraint leads_form_id_fkey foreign key (tenant_id, form_id) references :SCHEMA.lead_forms (tenant_id, id) on delete set null (form_id);

alter table :SCHEMA.leads add constraint leads_contact_id_fkey foreign key (tenant_id, contact_id) references :SCHEMA.contacts (tenant_id, id) on delete set null (contact_id);

alter table :SCHEMA.leads add constraint leads_company_id_fkey foreign key (tenant_id, company_id) references :SCHEMA.companies (tenant_id, id) on delete set null (company_id);

alter table :SCHEMA.leads add constraint leads_deal_id_fkey foreign key (tenant_id, deal_id) references :SCHEMA.deals (tenant_id, id) on delete set null (deal_id);

alter table :SCHEMA.leads add constraint leads_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);

alter table :SCHEMA.lead_rules add constraint lead_rules_team_id_fkey foreign key (tenant_id, team_id) references :SCHEMA.teams (tenant_id, id) on delete set null (team_id);
