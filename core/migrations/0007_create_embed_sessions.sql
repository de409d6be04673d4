-- class: additive
-- Embed sessions: what a page of the host's is let in with. Everything here is over within hours; upkeep takes it away.

-- Keys that sign the tokens, shared by all processes. No tenant's, so the app role sees none of them: a statement that was
-- smuggled into a request could otherwise sign itself any session.
create table :SCHEMA.embed_keys (
  kid text primary key check (length(kid) between 8 and 64),
  secret bytea not null check (length(secret) = 32),
  created_at timestamptz not null default now()
);

-- One row a session, so that it can be revoked, alone or with all others of its user.
create table :SCHEMA.embed_sessions (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  -- The token's jti.
  id uuid not null,
  -- The host's user.
  user_id text not null check (length(user_id) between 1 and 200),
  -- Who made it: {kind, id}.
  issuer jsonb not null,
  -- By the database's clock, as every look back at these rows is: those of several processes differ.
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, id)
);
create index embed_sessions_user on :SCHEMA.embed_sessions (tenant_id, user_id, created_at);
create index embed_sessions_revoked on :SCHEMA.embed_sessions (tenant_id, created_at) where revoked_at is not null;
create index embed_sessions_age on :SCHEMA.embed_sessions (created_at);
alter table :SCHEMA.embed_sessions enable row level security;
alter table :SCHEMA.embed_sessions force row level security;
create policy tenant on :SCHEMA.embed_sessions to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.embed_sessions to current_user using (true) with check (true);
grant select, insert, update on :SCHEMA.embed_sessions to :APP_ROLE;

-- Pages that sessions were made for of late; they may ask before they call (CORS preflight).
create table :SCHEMA.embed_origins (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  origin text collate "C" not null check (length(origin) between 1 and 300),
  renewed_at timestamptz not null default now(),
  primary key (tenant_id, origin)
);
create index embed_origins_origin on :SCHEMA.embed_origins (origin, renewed_at);
alter table :SCHEMA.embed_origins enable row level security;
alter table :SCHEMA.embed_origins force row level security;
create policy tenant on :SCHEMA.embed_origins to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.embed_origins to current_user using (true) with check (true);
grant select, insert, update on :SCHEMA.embed_origins to :APP_ROLE;

-- A preflight names no tenant, so the look at an origin is one over all of them; it tells of each asked one whether it is known.
create function :SCHEMA.known_embed_origins(asked text[]) returns setof text
language sql stable security definer
set search_path = pg_catalog
as $$
  select o from unnest(asked) o
  where exists (select from :SCHEMA.embed_origins e where e.origin = o collate "C" and e.renewed_at > now() - interval '2 hours')
$$;
revoke all on function :SCHEMA.known_embed_origins(text[]) from public;
grant execute on function :SCHEMA.known_embed_origins(text[]) to :APP_ROLE;
