-- The plans are made once for all values (plan_cache_mode), so an index of open tasks only does not help a list that is given the state as a value. One of
-- all states does, for the lists as for the counts; with the priority beside it both filters together are counted without reading a task.
create index tasks_by_status on crm.tasks (organization_id, status, due_at, id) include (priority);
drop index crm.tasks_open;
create index tasks_by_priority on crm.tasks (organization_id, priority, due_at, id);

-- The same index with the status in it: leads of one source and one status are counted without reading a lead.
drop index crm.leads_by_source;
create index leads_by_source on crm.leads (organization_id, source, created_at desc, id desc) include (status);
