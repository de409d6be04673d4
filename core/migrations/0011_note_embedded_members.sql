-- class: additive
-- Members who come through embed sessions alone: their roles end where the rights of whoever made the session end.
-- Null: the host named the roles itself, with a request of the member's.
alter table :SCHEMA.member_roles add column issuer jsonb;
