create schema if not exists flows;

create table flows.chatbots (
  id uuid primary key,
  organization_id bigint not null,
  name text not null,
  description text,
  is_active boolean not null default true,
  settings jsonb not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint chatbots_of_organization unique (organization_id, id)
);

-- The canvas is text, not jsonb: it comes back byte for byte.
create table flows.flows (
  id uuid primary key,
  organization_id bigint not null,
  chatbot_id uuid not null,
  name text not null,
  description text,
  is_main boolean not null default false,
  trigger jsonb not null default '{}',
  canvas_data text not null,
  published_version int,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint flows_of_organization unique (organization_id, id),
  constraint flows_chatbot foreign key (organization_id, chatbot_id) references flows.chatbots (organization_id, id)
);

create unique index flows_one_main on flows.flows (organization_id, chatbot_id) where is_main and deleted_at is null;
create index flows_of_chatbot on flows.flows (organization_id, chatbot_id, created_at, id) where deleted_at is null;

-- What was published, never changed again: conversations stay on the version they began with.
create table flows.flow_versions (
  organization_id bigint not null,
  flow_id uuid not null,
  version int not null,
  canvas_data text not null,
  published_at timestamptz not null,
  published_by bigint,
  primary key (flow_id, version),
  constraint flow_versions_of_organization unique (organization_id, flow_id, version),
  constraint flow_versions_flow foreign key (organization_id, flow_id) references flows.flows (organization_id, id)
);

alter table flows.flows
  add constraint flows_published foreign key (organization_id, id, published_version)
  references flows.flow_versions (organization_id, flow_id, version);

create index flows_published_version on flows.flows (organization_id, id, published_version);

-- One conversation going through one version of a flow.
create table flows.runs (
  id uuid primary key,
  organization_id bigint not null,
  conversation_id uuid not null,
  flow_id uuid not null,
  version int not null,
  status text not null,
  reason text,
  state jsonb not null,
  last_seq int not null,
  deadline timestamptz,
  timeout_failures int not null default 0,
  started_at timestamptz not null,
  ended_at timestamptz,
  constraint runs_of_organization unique (organization_id, id),
  constraint runs_version foreign key (organization_id, flow_id, version) references flows.flow_versions (organization_id, flow_id, version),
  constraint runs_status check (status in ('waiting', 'ended', 'handed_over')),
  constraint runs_ended check ((status = 'waiting') = (ended_at is null))
);

create unique index runs_one_live on flows.runs (organization_id, conversation_id) where status = 'waiting';
create index runs_of_conversation on flows.runs (organization_id, conversation_id, started_at desc, id desc);
create index runs_of_version on flows.runs (organization_id, flow_id, version);
create index runs_due on flows.runs (deadline) where status = 'waiting' and deadline is not null;

-- The history of a run: every node that ran, and what was not right.
create table flows.steps (
  organization_id bigint not null,
  run_id uuid not null,
  seq int not null,
  node_id text,
  node_type text,
  input text,
  output text,
  error text,
  at timestamptz not null,
  primary key (run_id, seq),
  constraint steps_run foreign key (organization_id, run_id) references flows.runs (organization_id, id)
);
