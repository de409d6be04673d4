-- class: additive
-- What belongs to activities and is no record of its own: where they show, what is said about records, and who is told.

-- Every record an activity is about, with the activity's place in time: the timeline of a record reads this index from its end.
-- A copy of `activities.links`, kept by the trigger below whoever writes, imports included.
create table :SCHEMA.activity_links (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  activity_id uuid not null,
  entity text collate "C" not null,
  record_id uuid not null,
  kind text collate "C" not null,
  at timestamptz not null,
  constraint activity_links_pkey primary key (tenant_id, activity_id, entity, record_id),
  constraint activity_links_activity_id_fkey foreign key (tenant_id, activity_id)
    references :SCHEMA.activities (tenant_id, id) on delete cascade
);
create index activity_links_record_idx on :SCHEMA.activity_links (tenant_id, entity, record_id, at, activity_id);
alter table :SCHEMA.activity_links enable row level security;
alter table :SCHEMA.activity_links force row level security;
create policy tenant on :SCHEMA.activity_links to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.activity_links to current_user using (true) with check (true);
grant select, insert, update, delete on :SCHEMA.activity_links to :APP_ROLE;

create function :SCHEMA.sync_activity_links() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
  if tg_op = 'UPDATE' and (new.links, new.kind, new.occurred_at) is not distinct from (old.links, old.kind, old.occurred_at) then
    return null;
  end if;
  delete from :SCHEMA.activity_links l where l.tenant_id = new.tenant_id and l.activity_id = new.id
    and not (l.entity || ':' || l.record_id = any (coalesce(new.links, '{}')));
  insert into :SCHEMA.activity_links (tenant_id, activity_id, entity, record_id, kind, at)
  select distinct new.tenant_id, new.id, split_part(link, ':', 1), split_part(link, ':', 2)::uuid, new.kind,
    coalesce(new.occurred_at, new.created_at)
  from unnest(new.links) link
  on conflict on constraint activity_links_pkey do update set kind = excluded.kind, at = excluded.at;
  return null;
end
$$;
create trigger sync_activity_links after insert or update of links, kind, occurred_at on :SCHEMA.activities
  for each row execute function :SCHEMA.sync_activity_links();

-- What somebody has to do, by due time, among years of what they have done. Whole and not of open ones alone: a prepared statement
-- does not know at planning that its status will be 'open'.
create index activities_to_do_idx on :SCHEMA.activities (tenant_id, owner_id, status, due_at, created_at, id) where deleted_at is null;
-- What is due to be reminded of.
create index activities_remind_idx on :SCHEMA.activities (tenant_id, status, remind_at) where reminded_at is null and deleted_at is null;
-- One of each number in a series, also when the one there was is deleted.
create unique index activities_series_key on :SCHEMA.activities (tenant_id, series_id, occurrence) where series_id is not null;

create table :SCHEMA.comments (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  entity text collate "C" not null,
  record_id uuid not null,
  body text not null check (length(body) between 1 and 10000),
  -- {kind, id, name}
  author json not null,
  member_id uuid,
  created_at timestamptz not null default now(),
  edited_at timestamptz,
  constraint comments_pkey primary key (tenant_id, id),
  constraint comments_member_id_fkey foreign key (tenant_id, member_id)
    references :SCHEMA.members (tenant_id, id) on delete set null (member_id)
);
create index comments_record_idx on :SCHEMA.comments (tenant_id, entity, record_id, created_at, id);
create index comments_member_id_idx on :SCHEMA.comments (tenant_id, member_id);
alter table :SCHEMA.comments enable row level security;
alter table :SCHEMA.comments force row level security;
create policy tenant on :SCHEMA.comments to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.comments to current_user using (true) with check (true);
grant select, insert, update, delete on :SCHEMA.comments to :APP_ROLE;

-- Who follows a record, or has stopped to.
create table :SCHEMA.followers (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  entity text collate "C" not null,
  record_id uuid not null,
  member_id uuid not null,
  following boolean not null,
  reason text not null check (reason in ('chosen', 'commented', 'mentioned')),
  since timestamptz not null default now(),
  constraint followers_pkey primary key (tenant_id, entity, record_id, member_id),
  constraint followers_member_id_fkey foreign key (tenant_id, member_id)
    references :SCHEMA.members (tenant_id, id) on delete cascade
);
create index followers_member_id_idx on :SCHEMA.followers (tenant_id, member_id);
alter table :SCHEMA.followers enable row level security;
alter table :SCHEMA.followers force row level security;
create policy tenant on :SCHEMA.followers to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.followers to current_user using (true) with check (true);
grant select, insert, update, delete on :SCHEMA.followers to :APP_ROLE;

-- Whom was told of what. Without content: that is read when it is shown, by the rights of its reader then.
create table :SCHEMA.notifications (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  id uuid not null,
  member_id uuid not null,
  kind text not null,
  -- What happened: nobody is told of the same twice.
  key text collate "C" not null check (length(key) between 1 and 200),
  entity text collate "C" not null,
  record_id uuid not null,
  activity_id uuid,
  comment_id uuid,
  by_member_id uuid,
  -- False for one that goes by mail alone.
  in_app boolean not null,
  created_at timestamptz not null default now(),
  read_at timestamptz,
  constraint notifications_pkey primary key (tenant_id, id),
  constraint notifications_member_id_fkey foreign key (tenant_id, member_id)
    references :SCHEMA.members (tenant_id, id) on delete cascade
);
create unique index notifications_key on :SCHEMA.notifications (tenant_id, member_id, key);
create index notifications_newest_idx on :SCHEMA.notifications (tenant_id, member_id, created_at, id) where in_app;
create index notifications_unread_idx on :SCHEMA.notifications (tenant_id, member_id) where in_app and read_at is null;
create index notifications_record_idx on :SCHEMA.notifications (tenant_id, entity, record_id);
create index notifications_activity_id_idx on :SCHEMA.notifications (tenant_id, activity_id);
alter table :SCHEMA.notifications enable row level security;
alter table :SCHEMA.notifications force row level security;
create policy tenant on :SCHEMA.notifications to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.notifications to current_user using (true) with check (true);
grant select, insert, update, delete on :SCHEMA.notifications to :APP_ROLE;

create table :SCHEMA.notification_preferences (
  tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
  member_id uuid not null,
  -- {"timeZone", "autoFollow", "kinds"}: only what was chosen.
  chosen json not null,
  constraint notification_preferences_pkey primary key (tenant_id, member_id),
  constraint notification_preferences_member_id_fkey foreign key (tenant_id, member_id)
    references :SCHEMA.members (tenant_id, id) on delete cascade
);
alter table :SCHEMA.notification_preferences enable row level security;
alter table :SCHEMA.notification_preferences force row level security;
create policy tenant on :SCHEMA.notification_preferences to :APP_ROLE
  using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid))
  with check (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
create policy owner on :SCHEMA.notification_preferences to current_user using (true) with check (true);
grant select, insert, update on :SCHEMA.notification_preferences to :APP_ROLE;
