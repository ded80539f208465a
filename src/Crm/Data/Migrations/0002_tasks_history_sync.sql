-- What is to be done.
create sequence crm.tasks_id_seq increment 32;
create table crm.tasks (
  id bigint primary key,
  organization_id bigint not null,
  agent_id bigint,
  title text not null,
  description text,
  due_at timestamptz,
  priority text not null,
  status text not null,
  lead_id bigint,
  property_id bigint,
  visit_id bigint,
  completed_at timestamptz,
  client_id uuid,
  occurred_at timestamptz,
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint tasks_of_organization unique (organization_id, id),
  constraint tasks_client_id_taken unique (organization_id, client_id),
  constraint tasks_lead_missing foreign key (organization_id, lead_id) references crm.leads (organization_id, id) on delete set null (lead_id),
  constraint tasks_property_missing foreign key (organization_id, property_id) references crm.properties (organization_id, id) on delete set null (property_id),
  constraint tasks_visit_missing foreign key (organization_id, visit_id) references crm.visits (organization_id, id) on delete set null (visit_id),
  constraint tasks_priority check (priority in ('low', 'normal', 'high')),
  constraint tasks_status check (status in ('open', 'done', 'cancelled'))
);

create index tasks_newest on crm.tasks (organization_id, created_at desc, id desc);
create index tasks_of_agent on crm.tasks (organization_id, agent_id, created_at desc, id desc);
create index tasks_open on crm.tasks (organization_id, due_at, id) where status = 'open';
create index tasks_open_of_agent on crm.tasks (organization_id, agent_id, due_at, id) where status = 'open';
create index tasks_of_lead on crm.tasks (organization_id, lead_id) where lead_id is not null;
create index tasks_of_property on crm.tasks (organization_id, property_id) where property_id is not null;
create index tasks_of_visit on crm.tasks (organization_id, visit_id) where visit_id is not null;

-- When it happened on the device; created_at is when the server heard of it.
alter table crm.leads add column occurred_at timestamptz;
alter table crm.properties add column occurred_at timestamptz;
alter table crm.visits add column occurred_at timestamptz;

-- What was done, by whom: the history of every record and the stream of recent activity. Written with the deed.
create sequence crm.activities_id_seq increment 32;
create table crm.activities (
  id bigint primary key,
  organization_id bigint not null,
  type text not null,
  entity_type text not null,
  entity_id bigint not null,
  lead_id bigint,
  agent_id bigint,
  actor_id bigint,
  actor_name text,
  data jsonb not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  constraint activities_entity_type check (entity_type in ('lead', 'property', 'visit', 'task'))
);

create index activities_newest on crm.activities (organization_id, occurred_at desc, id desc);
create index activities_of_agent on crm.activities (organization_id, agent_id, occurred_at desc, id desc);
create index activities_of_lead on crm.activities (organization_id, lead_id, occurred_at desc, id desc) where lead_id is not null;
create index activities_of_entity on crm.activities (organization_id, entity_type, entity_id, occurred_at desc, id desc);

insert into crm.activities (id, organization_id, type, entity_type, entity_id, lead_id, agent_id, actor_id, data, occurred_at, recorded_at)
select row_number() over (order by at, kind, id), organization_id, type, entity_type, entity_id, lead_id, agent_id, actor_id, data, at, at
from (
  select 1 as kind, id, organization_id, 'lead_created' as type, 'lead' as entity_type, id as entity_id, id as lead_id, assigned_agent_id as agent_id,
    null::bigint as actor_id, jsonb_build_object('name', name, 'source', source) as data, created_at as at
  from crm.leads
  union all
  select 2, c.id, c.organization_id, 'lead_status_changed', 'lead', c.lead_id, c.lead_id, l.assigned_agent_id, c.changed_by,
    jsonb_build_object('name', l.name, 'old_status', c.old_status, 'new_status', c.new_status, 'note', c.note), c.changed_at
  from crm.lead_status_changes c join crm.leads l on l.organization_id = c.organization_id and l.id = c.lead_id
  union all
  select 3, v.id, v.organization_id, 'visit_scheduled', 'visit', v.id, v.lead_id, v.agent_id, null,
    jsonb_build_object('name', p.title, 'lead_name', l.name, 'scheduled_at', v.starts_at), v.created_at
  from crm.visits v
  left join crm.properties p on p.organization_id = v.organization_id and p.id = v.property_id
  left join crm.leads l on l.organization_id = v.organization_id and l.id = v.lead_id
  union all
  select 4, id, organization_id, 'property_created', 'property', id, null, agent_id, null,
    jsonb_build_object('name', title, 'reference', reference), created_at
  from crm.properties
) known;
select setval('crm.activities_id_seq', (select (coalesce(max(id), 0) / 32 + 1) * 32 + 1 from crm.activities), false);

drop table crm.lead_status_changes;
drop sequence crm.lead_status_changes_id_seq;

-- Which transaction wrote a row last. A phone reads on from the oldest transaction that was still open when it last looked, so that nothing that
-- commits late is ever overlooked.
alter table crm.leads add column changed_in xid8 not null default pg_current_xact_id();
alter table crm.properties add column changed_in xid8 not null default pg_current_xact_id();
alter table crm.visits add column changed_in xid8 not null default pg_current_xact_id();
alter table crm.tasks add column changed_in xid8 not null default pg_current_xact_id();

create index leads_changed on crm.leads (organization_id, changed_in, id);
create index leads_changed_of_agent on crm.leads (organization_id, assigned_agent_id, changed_in, id);
create index properties_changed on crm.properties (organization_id, changed_in, id);
create index visits_changed on crm.visits (organization_id, changed_in, id);
create index visits_changed_of_agent on crm.visits (organization_id, agent_id, changed_in, id);
create index tasks_changed on crm.tasks (organization_id, changed_in, id);
create index tasks_changed_of_agent on crm.tasks (organization_id, agent_id, changed_in, id);

-- What left an agent's sight, or is gone for everybody.
create sequence crm.departures_id_seq;
create table crm.departures (
  id bigint primary key default nextval('crm.departures_id_seq'),
  organization_id bigint not null,
  kind text not null,
  record_id bigint not null,
  agent_id bigint,
  is_gone boolean not null,
  changed_in xid8 not null default pg_current_xact_id(),
  constraint departures_kind check (kind in ('leads', 'properties', 'visits', 'tasks'))
);

create index departures_changed on crm.departures (organization_id, changed_in, id);

-- In the database, so that no way of writing can forget it.
create function crm.note_change() returns trigger language plpgsql as $$
begin
  new.changed_in := pg_current_xact_id();
  return new;
end $$;

create function crm.note_departure() returns trigger language plpgsql as $$
declare
  owner_column text := tg_argv[0];
  before_agent bigint := (to_jsonb(old) ->> owner_column)::bigint;
begin
  if tg_op = 'DELETE' then
    insert into crm.departures (organization_id, kind, record_id, agent_id, is_gone) values (old.organization_id, tg_table_name, old.id, before_agent, true);
  elsif before_agent is distinct from (to_jsonb(new) ->> owner_column)::bigint and before_agent is not null then
    insert into crm.departures (organization_id, kind, record_id, agent_id, is_gone) values (old.organization_id, tg_table_name, old.id, before_agent, false);
  end if;
  return null;
end $$;

create trigger leads_change before update on crm.leads for each row execute function crm.note_change();
create trigger properties_change before update on crm.properties for each row execute function crm.note_change();
create trigger visits_change before update on crm.visits for each row execute function crm.note_change();
create trigger tasks_change before update on crm.tasks for each row execute function crm.note_change();

create trigger leads_departure after delete or update of assigned_agent_id on crm.leads for each row execute function crm.note_departure('assigned_agent_id');
create trigger visits_departure after delete or update of agent_id on crm.visits for each row execute function crm.note_departure('agent_id');
create trigger tasks_departure after delete or update of agent_id on crm.tasks for each row execute function crm.note_departure('agent_id');
create trigger properties_departure after delete on crm.properties for each row execute function crm.note_departure('agent_id');

-- A visit shows its property's title and its lead's name: when they change, so does what the visit looks like.
create function crm.note_change_of_visits() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'properties' then
    update crm.visits set changed_in = default where organization_id = new.organization_id and property_id = new.id;
  else
    update crm.visits set changed_in = default where organization_id = new.organization_id and lead_id = new.id;
  end if;
  return null;
end $$;

create trigger properties_named after update of title, reference on crm.properties for each row
  when (old.title is distinct from new.title or old.reference is distinct from new.reference) execute function crm.note_change_of_visits();
create trigger leads_named after update of name on crm.leads for each row
  when (old.name is distinct from new.name) execute function crm.note_change_of_visits();
