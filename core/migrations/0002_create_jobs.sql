-- class: additive
-- Jobs, the hand-over of changes to them, and who is alive to run them. graphile-worker's own tables live in a schema
-- beside this one and are made by core/src/jobs/install-queue.ts.

-- The dispatcher finds rows by `xid` and `seq`: a row stamped by hand could lie behind its position and never be seen.
revoke insert on :SCHEMA.changes from :APP_ROLE;
grant insert (tenant_id, entity, record_id, action, name, actor, through, before, after, version, request_id)
  on :SCHEMA.changes to :APP_ROLE;

-- The tenant's own log, newest first, and the one row a subscriber reads again.
create index changes_tenant on :SCHEMA.changes (tenant_id, seq);

-- Makes the monthly partitions from this month on, as far ahead as asked; gives the names of those it made.
-- Attached instead of created in place: `create table … partition of` would lock out every writer of the log.
create function :SCHEMA.ensure_change_partitions(months_ahead integer) returns setof text
language plpgsql volatile
set search_path = pg_catalog
as $$
declare
  first_month constant timestamp := date_trunc('month', now() at time zone 'UTC');
  lower_end timestamptz;
  upper_end timestamptz;
  partition_name text;
begin
  -- Two processes may start at the same moment.
  perform pg_advisory_xact_lock(hashtextextended('crmkit:partitions:' || :'SCHEMA', 0));
  for i in 0 .. months_ahead loop
    lower_end := (first_month + make_interval(months => i)) at time zone 'UTC';
    upper_end := (first_month + make_interval(months => i + 1)) at time zone 'UTC';
    partition_name := 'changes_' || to_char(first_month + make_interval(months => i), 'YYYY_MM');
    continue when to_regclass(format('%I.%I', :'SCHEMA', partition_name)) is not null;
    execute format('create table %I.%I (like %I.changes including constraints including indexes)',
      :'SCHEMA', partition_name, :'SCHEMA');
    -- Rows that came before their month had a partition wait in the default one, and PostgreSQL refuses to attach over
    -- them. Its forced policies hide them from the owner too, so force is lifted while they move; the lock this takes on
    -- the default partition is the one attaching takes anyway.
    alter table :SCHEMA.changes_default no force row level security;
    execute format(
      'with moved as (delete from %I.changes_default where at >= $1 and at < $2 returning *) insert into %I.%I select * from moved',
      :'SCHEMA', :'SCHEMA', partition_name) using lower_end, upper_end;
    alter table :SCHEMA.changes_default force row level security;
    execute format('alter table %I.%I enable row level security', :'SCHEMA', partition_name);
    execute format('alter table %I.%I force row level security', :'SCHEMA', partition_name);
    execute format('alter table %I.changes attach partition %I.%I for values from (%L) to (%L)',
      :'SCHEMA', :'SCHEMA', partition_name, lower_end, upper_end);
    return next partition_name;
  end loop;
end
$$;
revoke all on function :SCHEMA.ensure_change_partitions(integer) from public;

-- How far the changes have been handed over. One row; whoever holds its lock is the one that dispatches.
create table :SCHEMA.dispatch_position (
  only_row boolean primary key default true check (only_row),
  xid xid8 not null default '0',
  seq bigint not null default 0,
  -- Highest `seq` handed over: not that of the position, which follows the order of the transactions.
  max_seq bigint not null default 0,
  -- Rows up to here belong to the cluster this database was restored from; their `xid` says nothing in this one.
  floor_seq bigint not null default 0,
  moved_at timestamptz not null default now()
);
insert into :SCHEMA.dispatch_position default values;

-- One row for each pool of job runners that is alive; its going is what takes the pool's jobs away from it.
create table :SCHEMA.workers (
  id text primary key,
  host text not null,
  pid integer not null,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp()
);

-- The first statement of a job's transaction: fails when the worker was declared dead and its jobs given to another, and
-- else keeps it alive until the transaction ends. A key share lock lets the heartbeat's update pass and holds up the delete.
create function :SCHEMA.hold_lease(worker text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform from :SCHEMA.workers w where w.id = worker for key share;
  if not found then
    raise exception 'the worker % was declared dead and its jobs were given to another', worker using errcode = 'CRM01';
  end if;
end
$$;
revoke all on function :SCHEMA.hold_lease(text) from public;
grant execute on function :SCHEMA.hold_lease(text) to :APP_ROLE;

-- When each crontab item last ran; moving the time forward is the claim that lets one process run it.
create table :SCHEMA.cron_runs (
  name text primary key,
  last_run_at timestamptz not null
);
