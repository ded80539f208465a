-- A task that falls due is told to its agent, once; null while that is still to come.
alter table crm.tasks add column due_told_at timestamptz;
alter table crm.tasks add column search_text text not null default '';

create index tasks_to_tell on crm.tasks (due_at, id) where status = 'open' and agent_id is not null and due_told_at is null;
create index tasks_by_due on crm.tasks (organization_id, due_at, id);
create index tasks_by_due_of_agent on crm.tasks (organization_id, agent_id, due_at, id);
create index tasks_search on crm.tasks using gin (search_text gin_trgm_ops);

-- A note made offline is known by the id its device gave it.
alter table crm.activities add column client_id uuid;
alter table crm.activities add constraint activities_client_id_taken unique (organization_id, client_id);
