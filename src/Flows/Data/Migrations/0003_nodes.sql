-- A person has the conversation: the open question waits, and is asked again afterwards.
alter table flows.runs add column paused boolean not null default false;

-- Steps taken in a flow that was jumped to; null in the run's own.
alter table flows.steps add column flow_id uuid;

-- A call to an agency's own system that a run waits for. The answer is written down before the run goes on with it: no call is made again that was answered.
create table flows.api_calls (
  id uuid primary key,
  organization_id bigint not null,
  run_id uuid not null,
  conversation_id uuid not null,
  node_id text not null,
  request jsonb not null,
  outcome jsonb,
  attempts int not null,
  due_at timestamptz not null,
  created_at timestamptz not null,
  constraint api_calls_one_a_run unique (organization_id, run_id),
  constraint api_calls_run foreign key (organization_id, run_id) references flows.runs (organization_id, id)
);

create index api_calls_due on flows.api_calls (due_at);

-- What stands for {{secret.name}} in calls: sealed, never answered.
create table flows.secrets (
  id uuid primary key,
  organization_id bigint not null,
  name text not null,
  value text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint secrets_name_taken unique (organization_id, name)
);

-- What customers agreed to or not, and to which words.
create table flows.consents (
  id uuid primary key,
  organization_id bigint not null,
  conversation_id uuid not null,
  contact_id uuid not null,
  run_id uuid,
  purpose text not null,
  version text not null,
  text text not null,
  is_given boolean not null,
  at timestamptz not null
);

create index consents_of_contact on flows.consents (organization_id, contact_id, purpose, at desc);
create index consents_of_conversation on flows.consents (organization_id, conversation_id);
