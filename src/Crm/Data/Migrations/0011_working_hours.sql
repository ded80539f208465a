-- When visits may be offered. agent_id 0: the whole organization's, for agents who have none of their own.
create table crm.working_hours (
  organization_id bigint not null,
  agent_id bigint not null,
  hours jsonb not null,
  updated_at timestamptz not null,
  constraint working_hours_pkey primary key (organization_id, agent_id)
);
