-- class: additive
-- What people save of a list or a board, and the layouts an admin gives forms and records.

create table :SCHEMA.views (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  id uuid not null,
  entity text collate "C" not null,
  kind text collate "C" not null check (kind in ('list', 'board', 'calendar')),
  -- Whose it is: 'member:<id>', or for an actor without a member '<kind>:<id of the actor>'.
  holder text collate "C" not null,
  name text not null check (length(name) between 1 and 100),
  -- The name as names are told apart, without case: made in Node, so that it does not depend on a locale of the database.
  name_key text collate "C" not null,
  shared boolean not null default false,
  -- {"filter", "sort", "search"}, [{"key", "width", …}] and the element's own {"groupBy": …}, as they were saved.
  query json not null,
  columns json not null,
  options json not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by json not null,
  updated_by json not null,
  primary key (tenant_id, id)
);
create unique index views_name on :SCHEMA.views (tenant_id, entity, kind, holder, name_key);
create index views_shared on :SCHEMA.views (tenant_id, entity, kind) where shared;
alter table :SCHEMA.views enable row level security;
alter table :SCHEMA.views force row level security;
create policy tenant on :SCHEMA.views to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.views to :APP_ROLE;

-- In which order somebody has the views they see, shared ones of others too, and which one opens first. Ids of views that are gone
-- may stay here; they mean nothing. Whoever changes views of a holder locks this row first.
create table :SCHEMA.view_orders (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  holder text collate "C" not null,
  entity text collate "C" not null,
  kind text collate "C" not null,
  ids uuid[] not null default '{}',
  default_id uuid,
  primary key (tenant_id, holder, entity, kind)
);
alter table :SCHEMA.view_orders enable row level security;
alter table :SCHEMA.view_orders force row level security;
create policy tenant on :SCHEMA.view_orders to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.view_orders to :APP_ROLE;

create table :SCHEMA.layouts (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  entity text collate "C" not null,
  -- '*': everybody whose own roles have none.
  role text collate "C" not null,
  -- {"sections", "header", "related", "aside", "hidden"}, as it was saved.
  layout json not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by json not null,
  primary key (tenant_id, entity, role)
);
alter table :SCHEMA.layouts enable row level security;
alter table :SCHEMA.layouts force row level security;
create policy tenant on :SCHEMA.layouts to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update, delete on :SCHEMA.layouts to :APP_ROLE;
