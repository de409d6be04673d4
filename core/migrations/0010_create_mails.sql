-- class: additive
-- Mail that waits for its server, and what members were last known to be allowed: who is told of something must be able to read it.

create table :SCHEMA.mails (
  tenant_id uuid not null references :SCHEMA.tenants (id) on delete cascade,
  -- Also the left part of the Message-ID, so that a mail sent twice is recognised as one.
  id uuid not null,
  -- Who asked for it and what about: the same key again is the same mail.
  key text collate "C" not null check (length(key) between 1 and 300),
  recipient text not null check (length(recipient) between 3 and 320),
  subject text not null check (length(subject) between 1 and 400),
  -- Null once it is sent or given up: content is kept no longer than it is needed.
  body_text text,
  body_html text,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'refused')),
  -- Why the server refused it: "550 5.1.1 …".
  refusal text,
  created_at timestamptz not null default now(),
  done_at timestamptz,
  primary key (tenant_id, id)
);
create unique index mails_key on :SCHEMA.mails (tenant_id, key);
create index mails_age on :SCHEMA.mails (created_at);
alter table :SCHEMA.mails enable row level security;
alter table :SCHEMA.mails force row level security;
create policy tenant on :SCHEMA.mails to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
-- Upkeep deletes old rows of all tenants.
create policy owner on :SCHEMA.mails to current_user using (true) with check (true);
grant select, insert, update on :SCHEMA.mails to :APP_ROLE;

-- Roles belong to the host, who names them with each request. What is sent to a member unasked goes by those of the last one.
create table :SCHEMA.member_roles (
  tenant_id uuid not null,
  member_id uuid not null,
  roles text[] not null,
  seen_at timestamptz not null default now(),
  primary key (tenant_id, member_id),
  constraint member_roles_member_id_fkey foreign key (tenant_id, member_id)
    references :SCHEMA.members (tenant_id, id) on delete cascade
);
alter table :SCHEMA.member_roles enable row level security;
alter table :SCHEMA.member_roles force row level security;
create policy tenant on :SCHEMA.member_roles to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
grant select, insert, update on :SCHEMA.member_roles to :APP_ROLE;
