-- What is known of a visit that took place: by the device's clock and by ours, how far from the property, and what the customer thought.
alter table crm.visits
  add column checked_in_received_at timestamptz,
  add column checked_out_received_at timestamptz,
  add column distance_meters int,
  add column check_out_distance_meters int,
  add column interest text,
  add constraint visits_interest check (interest in ('low', 'medium', 'high'));

-- When the agent is to be reminded. Beside the visit, not in it: what the server does about it is no change of the visit, and is not told to phones.
create table crm.visit_reminders (
  visit_id bigint primary key,
  organization_id bigint not null,
  due_at timestamptz,
  reminded_at timestamptz,
  missed_at timestamptz,
  constraint visit_reminders_of_visit foreign key (organization_id, visit_id) references crm.visits (organization_id, id) on delete cascade
);

create index visit_reminders_due on crm.visit_reminders (due_at) where due_at is not null;

insert into crm.visit_reminders (visit_id, organization_id, due_at)
select id, organization_id, starts_at - interval '30 minutes' from crm.visits where status in ('scheduled', 'confirmed') and starts_at > now();

-- Who writes a visit holds its agent's calendar first: two that write visits which lie one over the other would wait for each other's row in the
-- exclusion constraint, even when neither touches the time.
create or replace function crm.note_change_of_visits() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'properties' then
    perform pg_advisory_xact_lock(hashtextextended('crm.calendar:' || agent_id, 0))
    from (
      select distinct agent_id from crm.visits where organization_id = new.organization_id and property_id = new.id order by agent_id
    ) agents;
    update crm.visits set changed_in = default where organization_id = new.organization_id and property_id = new.id;
  else
    perform pg_advisory_xact_lock(hashtextextended('crm.calendar:' || agent_id, 0))
    from (
      select distinct agent_id from crm.visits where organization_id = new.organization_id and lead_id = new.id order by agent_id
    ) agents;
    update crm.visits set changed_in = default where organization_id = new.organization_id and lead_id = new.id;
  end if;
  return null;
end $$;
