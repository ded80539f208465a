-- Two authors do not overwrite each other: If-Match names the revision they changed.
alter table flows.chatbots add column revision int not null default 1, add column deleted_at timestamptz;
alter table flows.flows add column revision int not null default 1;

create index chatbots_shown on flows.chatbots (organization_id, created_at, id) where deleted_at is null;

-- As it came, like the canvas: what jsonb refuses (a huge number, half a character) is no reason to refuse a flow.
alter table flows.flows alter column trigger drop default;
alter table flows.flows alter column trigger type text using trigger::text;
alter table flows.flows alter column trigger set default '{}';

alter table flows.flow_versions add column published_by_name text, add column note text, add column restored_from int;

-- How long the node kept the conversation busy: requests mostly.
alter table flows.steps add column duration_ms int;

-- What the canvas shows on its nodes. A busy flow adds to the same few nodes all the time: each run writes to one of 32 rows of a node and day, and a
-- turn does so as its last statements, in the order of the nodes, so that turns rarely wait for each other and never in a circle.
create table flows.node_counters (
  organization_id bigint not null,
  flow_id uuid not null,
  version int not null,
  day date not null,
  node_id text not null,
  shard smallint not null,
  entered bigint not null,
  left_on bigint not null,
  dropped bigint not null,
  primary key (organization_id, flow_id, version, day, node_id, shard),
  constraint node_counters_version foreign key (organization_id, flow_id, version)
    references flows.flow_versions (organization_id, flow_id, version)
);

-- Who waits where, now.
create index runs_waiting on flows.runs (organization_id, flow_id, version) where status = 'waiting';
