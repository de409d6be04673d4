-- class: additive
-- create table contacts
-- create table companies
-- create table affiliations
-- create table tags

create table :SCHEMA.contacts (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text,
  first_name text,
  last_name text,
  title text,
  email text,
  emails json,
  phone text,
  phones json,
  company_id uuid,
  status text,
  source text,
  tag_ids uuid[],
  addresses json,
  website text,
  birthday date,
  language text,
  email_consent text,
  consent_at timestamptz,
  consent_source text,
  email_opt_out boolean,
  phone_opt_out boolean,
  about text,
  owner_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  custom jsonb default '{}' not null,
  search_text text generated always as (lower(coalesce(name, '') || E'\n' || coalesce(email, '') || E'\n' || coalesce(jsonb_path_query_array(emails::jsonb, '$[*].value')::text, ''))) stored,
  constraint contacts_pkey primary key (tenant_id, id),
  constraint contacts_name_check check (length(name) <= 254),
  constraint contacts_first_name_check check (length(first_name) <= 100),
  constraint contacts_last_name_check check (length(last_name) <= 100),
  constraint contacts_title_check check (length(title) <= 200),
  constraint contacts_email_check check (length(email) <= 254),
  constraint contacts_phone_check check (length(phone) <= 40),
  constraint contacts_status_check check (status in ('lead', 'prospect', 'customer', 'former', 'other')),
  constraint contacts_source_check check (length(source) <= 100),
  constraint contacts_website_check check (length(website) <= 500),
  constraint contacts_language_check check (length(language) <= 35),
  constraint contacts_email_consent_check check (email_consent in ('unknown', 'granted', 'denied')),
  constraint contacts_consent_source_check check (length(consent_source) <= 200),
  constraint contacts_about_check check (length(about) <= 20000)
);

create index contacts_created_at_idx on :SCHEMA.contacts (tenant_id, created_at, id) where deleted_at is null;

create index contacts_updated_at_idx on :SCHEMA.contacts (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index contacts_name_idx on :SCHEMA.contacts (tenant_id, name, created_at, id) where deleted_at is null;

create index contacts_last_name_idx on :SCHEMA.contacts (tenant_id, last_name, created_at, id) where deleted_at is null;

create index contacts_phone_idx on :SCHEMA.contacts (tenant_id, phone, created_at, id) where deleted_at is null;

create index contacts_company_id_idx on :SCHEMA.contacts (tenant_id, company_id, created_at, id);

create index contacts_status_idx on :SCHEMA.contacts (tenant_id, status, created_at, id) where deleted_at is null;

create index contacts_source_idx on :SCHEMA.contacts (tenant_id, source, created_at, id) where deleted_at is null;

create index contacts_owner_id_idx on :SCHEMA.contacts (tenant_id, owner_id, created_at, id);

create unique index contacts_email_key on :SCHEMA.contacts (tenant_id, email) where deleted_at is null;

create index contacts_search_idx on :SCHEMA.contacts using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.contacts enable row level security;

alter table :SCHEMA.contacts force row level security;

create policy tenant on :SCHEMA.contacts to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.contacts to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.contacts to :APP_ROLE;

create table :SCHEMA.companies (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  domain text,
  website text,
  industry text,
  employees bigint,
  founded_year bigint,
  revenue bigint,
  revenue_currency text,
  email text,
  phone text,
  country text,
  addresses json,
  parent_id uuid,
  tag_ids uuid[],
  about text,
  owner_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  custom jsonb default '{}' not null,
  search_text text generated always as (lower(coalesce(name, '') || E'\n' || coalesce(domain, ''))) stored,
  constraint companies_pkey primary key (tenant_id, id),
  constraint companies_name_check check (length(name) <= 200),
  constraint companies_domain_check check (length(domain) <= 253),
  constraint companies_website_check check (length(website) <= 500),
  constraint companies_industry_check check (length(industry) <= 100),
  constraint companies_email_check check (length(email) <= 254),
  constraint companies_phone_check check (length(phone) <= 40),
  constraint companies_about_check check (length(about) <= 20000)
);

create index companies_created_at_idx on :SCHEMA.companies (tenant_id, created_at, id) where deleted_at is null;

create index companies_updated_at_idx on :SCHEMA.companies (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index companies_name_idx on :SCHEMA.companies (tenant_id, name, created_at, id) where deleted_at is null;

create index companies_industry_idx on :SCHEMA.companies (tenant_id, industry, created_at, id) where deleted_at is null;

create index companies_employees_idx on :SCHEMA.companies (tenant_id, employees, created_at, id) where deleted_at is null;

create index companies_email_idx on :SCHEMA.companies (tenant_id, email, created_at, id) where deleted_at is null;

create index companies_phone_idx on :SCHEMA.companies (tenant_id, phone, created_at, id) where deleted_at is null;

create index companies_country_idx on :SCHEMA.companies (tenant_id, country, created_at, id) where deleted_at is null;

create index companies_parent_id_idx on :SCHEMA.companies (tenant_id, parent_id, created_at, id);

create index companies_owner_id_idx on :SCHEMA.companies (tenant_id, owner_id, created_at, id);

create unique index companies_domain_key on :SCHEMA.companies (tenant_id, domain) where deleted_at is null;

create index companies_search_idx on :SCHEMA.companies using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.companies enable row level security;

alter table :SCHEMA.companies force row level security;

create policy tenant on :SCHEMA.companies to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.companies to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.companies to :APP_ROLE;

create table :SCHEMA.affiliations (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  contact_id uuid not null,
  company_id uuid not null,
  role text not null,
  title text,
  started_on date,
  ended_on date,
  owner_id uuid,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  custom jsonb default '{}' not null,
  constraint affiliations_pkey primary key (tenant_id, id),
  constraint affiliations_role_check check (length(role) <= 100),
  constraint affiliations_title_check check (length(title) <= 200)
);

create index affiliations_created_at_idx on :SCHEMA.affiliations (tenant_id, created_at, id) where deleted_at is null;

create index affiliations_updated_at_idx on :SCHEMA.affiliations (tenant_id, updated_at, created_at, id) where deleted_at is null;

create index affiliations_contact_id_idx on :SCHEMA.affiliations (tenant_id, contact_id, created_at, id);

create index affiliations_company_id_idx on :SCHEMA.affiliations (tenant_id, company_id, created_at, id);

create index affiliations_role_idx on :SCHEMA.affiliations (tenant_id, role, created_at, id) where deleted_at is null;

create index affiliations_owner_id_idx on :SCHEMA.affiliations (tenant_id, owner_id, created_at, id);

create unique index affiliations_contact_id_company_id_role_key on :SCHEMA.affiliations (tenant_id, contact_id, company_id, role) where deleted_at is null;

alter table :SCHEMA.affiliations enable row level security;

alter table :SCHEMA.affiliations force row level security;

create policy tenant on :SCHEMA.affiliations to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.affiliations to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.affiliations to :APP_ROLE;

create table :SCHEMA.tags (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  name text not null,
  name_key text,
  color text,
  description text,
  created_at timestamptz default now() not null,
  updated_at timestamptz default now() not null,
  created_by json not null,
  updated_by json not null,
  version integer default 1 not null,
  deleted_at timestamptz,
  search_text text generated always as (lower(coalesce(name, ''))) stored,
  constraint tags_pkey primary key (tenant_id, id),
  constraint tags_name_check check (length(name) <= 60),
  constraint tags_name_key_check check (length(name_key) <= 120),
  constraint tags_color_check check (color in ('gray', 'red', 'orange', 'amber', 'green', 'teal', 'blue', 'indigo', 'purple', 'pink')),
  constraint tags_description_check check (length(description) <= 500)
);

create index tags_created_at_idx on :SCHEMA.tags (tenant_id, created_at, id) where deleted_at is null;

create index tags_updated_at_idx on :SCHEMA.tags (tenant_id, updated_at, created_at, id) where deleted_at is null;

create unique index tags_name_key_key on :SCHEMA.tags (tenant_id, name_key) where deleted_at is null;

create index tags_search_idx on :SCHEMA.tags using gin (tenant_id, search_text gin_trgm_ops) where deleted_at is null;

alter table :SCHEMA.tags enable row level security;

alter table :SCHEMA.tags force row level security;

create policy tenant on :SCHEMA.tags to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));

create policy owner on :SCHEMA.tags to current_user using (true) with check (true);

grant select, insert, update, delete on :SCHEMA.tags to :APP_ROLE;

alter table :SCHEMA.contacts add constraint contacts_company_id_fkey foreign key (tenant_id, company_id) references :SCHEMA.companies (tenant_id, id) on delete set null (company_id);

alter table :SCHEMA.contacts add constraint contacts_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);

alter table :SCHEMA.companies add constraint companies_parent_id_fkey foreign key (tenant_id, parent_id) references :SCHEMA.companies (tenant_id, id) on delete set null (parent_id);

alter table :SCHEMA.companies add constraint companies_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);

alter table :SCHEMA.affiliations add constraint affiliations_contact_id_fkey foreign key (tenant_id, contact_id) references :SCHEMA.contacts (tenant_id, id) on delete cascade;

alter table :SCHEMA.affiliations add constraint affiliations_company_id_fkey foreign key (tenant_id, company_id) references :SCHEMA.companies (tenant_id, id) on delete cascade;

alter table :SCHEMA.affiliations add constraint affiliations_owner_id_fkey foreign key (tenant_id, owner_id) references :SCHEMA.members (tenant_id, id) on delete set null (owner_id);
