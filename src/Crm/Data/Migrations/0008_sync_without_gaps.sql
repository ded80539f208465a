-- A visit shows its property's title and its lead's name. Somebody books one while the name is being changed: the trigger that marks the visits as
-- changed does not see theirs yet, and a phone may be given it with the old name before the new one is committed, for good if the booking is the older
-- transaction. So a renaming waits for bookings under way, and bookings wait for it: this lock and that of their foreign key exclude each other.
create function crm.wait_for_bookings() returns trigger language plpgsql as $$
begin
  execute format('select from crm.%I where id = $1 for update', tg_table_name) using old.id;
  return new;
end $$;

create trigger properties_renamed before update of title, reference on crm.properties for each row
  when (old.title is distinct from new.title or old.reference is distinct from new.reference) execute function crm.wait_for_bookings();
create trigger leads_renamed before update of name on crm.leads for each row
  when (old.name is distinct from new.name) execute function crm.wait_for_bookings();

-- In one order, so that two renamings that share visits follow each other instead of ending in a deadlock.
create or replace function crm.note_change_of_visits() returns trigger language plpgsql as $$
begin
  if tg_table_name = 'properties' then
    perform from crm.visits where organization_id = new.organization_id and property_id = new.id order by id for no key update;
    update crm.visits set changed_in = default where organization_id = new.organization_id and property_id = new.id;
  else
    perform from crm.visits where organization_id = new.organization_id and lead_id = new.id order by id for no key update;
    update crm.visits set changed_in = default where organization_id = new.organization_id and lead_id = new.id;
  end if;
  return null;
end $$;

-- A listing shows its photos; once a transaction is enough.
create function crm.note_change_of_property() returns trigger language plpgsql as $$
declare
  photo crm.property_photos := coalesce(new, old);
begin
  update crm.properties set changed_in = default
  where organization_id = photo.organization_id and id = photo.property_id and changed_in <> pg_current_xact_id();
  return null;
end $$;

create trigger property_photos_change after insert or update or delete on crm.property_photos for each row execute function crm.note_change_of_property();

-- What left the sight of one agent, and what is gone for everybody, without reading through everybody else's.
drop index crm.departures_changed;
create index departures_of_agent on crm.departures (organization_id, agent_id, changed_in, id) where kind <> 'properties';
create index departures_of_properties on crm.departures (organization_id, changed_in, id) where kind = 'properties';
create index departures_for_all on crm.departures (organization_id, changed_in, id) where is_gone;
