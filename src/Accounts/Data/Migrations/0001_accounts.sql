create schema accounts;

create sequence accounts.organizations_id_seq increment 32;
create table accounts.organizations (
  id bigint primary key,
  name text not null,
  reference_prefix text not null,
  time_zone text not null default 'Europe/Lisbon',
  created_at timestamptz not null,
  constraint organizations_prefix_taken unique (reference_prefix),
  constraint organizations_prefix_form check (reference_prefix ~ '^[A-Z][A-Z0-9]{1,7}$')
);

create sequence accounts.agents_id_seq increment 32;
create table accounts.agents (
  id bigint primary key,
  organization_id bigint not null references accounts.organizations (id),
  name text not null,
  email text,
  phone text,
  is_active boolean not null default true,
  created_at timestamptz not null,
  unique (organization_id, id)
);

create sequence accounts.users_id_seq increment 32;
create table accounts.users (
  id bigint primary key,
  organization_id bigint not null references accounts.organizations (id),
  email text not null,
  password_hash text not null,
  full_name text not null,
  role text not null,
  agent_id bigint,
  is_active boolean not null default true,
  created_at timestamptz not null,
  last_login_at timestamptz,
  unique (organization_id, id),
  constraint users_email_taken unique (email),
  constraint users_email_lower check (email = lower(email)),
  constraint users_agent_taken unique (agent_id),
  constraint users_role check (role in ('agent', 'viewer', 'org_admin', 'super_admin')),
  constraint users_agent_missing foreign key (organization_id, agent_id) references accounts.agents (organization_id, id)
);

-- One sign-in on one device. Its refresh tokens are generations: the current one rotates, the one before it is forgiven for a moment,
-- anything older was stolen or copied.
create sequence accounts.sessions_id_seq increment 32;
create table accounts.sessions (
  id bigint primary key,
  organization_id bigint not null,
  user_id bigint not null,
  profile text not null,
  device_name text,
  device_type text not null,
  user_agent text,
  ip_address text,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  ends_at timestamptz not null,
  generation int not null default 0,
  generation_since timestamptz not null,
  revoked_at timestamptz,
  revoked_why text,
  -- The transaction that revoked it: other nodes read on from the oldest one that was still open when they last looked, so that a late commit
  -- is never overlooked, whatever the clocks say.
  revoked_in xid8,
  unique (organization_id, id),
  foreign key (organization_id, user_id) references accounts.users (organization_id, id),
  constraint sessions_profile check (profile in ('mobile', 'default')),
  constraint sessions_device_type check (device_type in ('mobile', 'tablet', 'desktop', 'unknown')),
  constraint sessions_revoked_whole check ((revoked_at is null) = (revoked_why is null) and (revoked_at is null) = (revoked_in is null))
);

create index sessions_of_user on accounts.sessions (user_id, last_used_at desc);
create index sessions_revoked_in on accounts.sessions (revoked_in) where revoked_in is not null;
create index sessions_revoked_at on accounts.sessions (revoked_at) where revoked_at is not null;
create index sessions_expiry on accounts.sessions (expires_at);

-- Only the SHA-256 of a refresh token is known here.
create table accounts.refresh_tokens (
  hash bytea primary key,
  organization_id bigint not null,
  session_id bigint not null,
  generation int not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (organization_id, session_id) references accounts.sessions (organization_id, id) on delete cascade,
  constraint refresh_tokens_hash_whole check (octet_length(hash) = 32)
);

create index refresh_tokens_of_session on accounts.refresh_tokens (organization_id, session_id);
create index refresh_tokens_expiry on accounts.refresh_tokens (expires_at);

-- The ring. A key from the environment stands here without its secret, only for its place in the order.
create table accounts.signing_keys (
  kid text primary key,
  secret bytea,
  created_at timestamptz not null,
  signs_from timestamptz not null
);

-- Failed sign-ins by the hash of what is counted (an account, an address, an account from an address it was used from before).
create table accounts.login_throttle (
  bucket bytea primary key,
  failures int not null,
  last_failure_at timestamptz not null
);

create index login_throttle_age on accounts.login_throttle (last_failure_at);

-- What is done once a day, on whichever node comes first.
create table accounts.chores (
  name text primary key,
  done_on date not null
);

create sequence accounts.audit_log_id_seq increment 32;
create table accounts.audit_log (
  id bigint primary key,
  organization_id bigint not null,
  user_id bigint,
  action text not null,
  subject text,
  details jsonb,
  ip_address text,
  user_agent text,
  occurred_at timestamptz not null
);

create index audit_log_newest on accounts.audit_log (organization_id, id desc);

create function accounts.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'accounts.audit_log is append-only';
end $$;

create trigger audit_log_append_only before update or delete or truncate on accounts.audit_log
  for each statement execute function accounts.refuse_change();
