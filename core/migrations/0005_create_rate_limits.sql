-- class: additive
-- Counters of the rate limits when several processes share them. Unlogged: a crash empties the table, which only forgives.
-- Not a tenant's data: counters of client networks belong to no tenant, and nothing reads them but the limiter.
create unlogged table :SCHEMA.rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  -- Milliseconds since the epoch, by the clock of the process that counted.
  expire bigint
);
create index rate_limits_expire on :SCHEMA.rate_limits (expire);
grant select, insert, update, delete on :SCHEMA.rate_limits to :APP_ROLE;
