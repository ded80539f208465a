-- What happened, kept for replay and for whoever has not heard yet.
create table platform.events (
  id uuid primary key,
  seq bigint generated always as identity,
  organization_id bigint not null,
  type text not null,
  key text not null,
  payload json not null,
  occurred_at timestamptz not null,
  audience text[],
  signal_type text,
  signal_data json,
  position bigint,
  constraint events_signal_whole check ((audience is null) = (signal_type is null))
);

create unique index events_position on platform.events (position) where position is not null;
create index events_unplaced on platform.events (seq) where audience is not null and position is null;
create index events_audience on platform.events using gin (audience) where audience is not null;
create index events_age on platform.events (occurred_at);

-- The order in which devices hear: given after commit, so that nothing ever appears behind a reader's back.
create table platform.signal_log (
  only_row boolean primary key default true check (only_row),
  last bigint not null default 0,
  floor bigint not null default 0
);
insert into platform.signal_log default values;

-- One row per event and subscriber that still has to hear of it; gone once it has.
create table platform.deliveries (
  event_id uuid not null references platform.events (id) on delete cascade,
  subscriber text not null,
  seq bigint generated always as identity,
  key text not null,
  state text not null default 'pending',
  attempts int not null default 0,
  due_at timestamptz not null,
  last_error text,
  primary key (event_id, subscriber),
  constraint deliveries_state check (state in ('pending', 'dead'))
);

create index deliveries_due on platform.deliveries (due_at, seq) where state = 'pending';
create index deliveries_lane on platform.deliveries (subscriber, key, seq) where state = 'pending';
create index deliveries_dead on platform.deliveries (seq) where state = 'dead';

-- The first answer to a write, so that a repeated one gets it again.
create table platform.idempotency (
  organization_id bigint not null,
  user_id bigint not null,
  key uuid not null,
  request_hash bytea not null,
  status int not null,
  headers jsonb not null,
  body bytea not null,
  created_at timestamptz not null,
  primary key (user_id, key)
);

create index idempotency_age on platform.idempotency (created_at);
