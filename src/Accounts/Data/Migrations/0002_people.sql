create extension if not exists unaccent;

-- Grows with every change that sessions depend on (role, activity, agent, password): a sign-in that judged the user before such a change is not
-- completed after it.
alter table accounts.users add column stamp int not null default 0;

create index users_of_organization on accounts.users (organization_id, full_name, id);
create index agents_of_organization on accounts.agents (organization_id, name, id);

create sequence accounts.invitations_id_seq increment 32;
create table accounts.invitations (
  id bigint primary key,
  organization_id bigint not null references accounts.organizations (id),
  email text not null,
  full_name text,
  role text not null,
  with_agent boolean not null,
  agent_name text,
  agent_phone text,
  invited_by bigint not null,
  -- Made when the mail is sent; only its SHA-256 is known here.
  token_hash bytea,
  created_at timestamptz not null,
  sent_at timestamptz,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by bigint,
  revoked_at timestamptz,
  unique (organization_id, id),
  constraint invitations_email_lower check (email = lower(email)),
  constraint invitations_role check (role in ('agent', 'viewer', 'org_admin', 'super_admin')),
  constraint invitations_token_taken unique (token_hash),
  constraint invitations_token_whole check (octet_length(token_hash) = 32),
  constraint invitations_accepted_whole check ((accepted_at is null) = (accepted_by is null)),
  constraint invitations_end_once check (accepted_at is null or revoked_at is null)
);

create unique index invitations_open on accounts.invitations (organization_id, email) where accepted_at is null and revoked_at is null;
create index invitations_newest on accounts.invitations (organization_id, created_at desc, id desc);

-- A way to a new password, good once. Only the SHA-256 of the token is known here.
create table accounts.password_resets (
  hash bytea primary key,
  organization_id bigint not null,
  user_id bigint not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (organization_id, user_id) references accounts.users (organization_id, id) on delete cascade,
  constraint password_resets_hash_whole check (octet_length(hash) = 32)
);

create index password_resets_of_user on accounts.password_resets (organization_id, user_id);
create index password_resets_expiry on accounts.password_resets (expires_at);

-- Several nodes take ids in blocks: newest is by time.
drop index accounts.audit_log_newest;
create index audit_log_newest on accounts.audit_log (organization_id, occurred_at desc, id desc);
create index audit_log_of_user on accounts.audit_log (organization_id, user_id, occurred_at desc, id desc);
create index audit_log_of_subject on accounts.audit_log (organization_id, subject, occurred_at desc, id desc);
create index audit_log_of_action on accounts.audit_log (organization_id, action text_pattern_ops, occurred_at desc, id desc);
