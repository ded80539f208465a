-- A visit shows its property's title and its lead's name. Marking the visits as changed when these change overlooks one that is being booked meanwhile:
-- the trigger does not see it yet, and a phone may be given it with the old name, for good if the booking is the older transaction. Nor may the trigger
-- wait for bookings, which wait for it. So the change of name itself is noted, and whoever reads changes reads the visits that show it.
drop trigger properties_named on crm.properties;
drop trigger leads_named on crm.leads;
drop function crm.note_change_of_visits();

alter table crm.properties add column renamed_in xid8;
alter table crm.leads add column renamed_in xid8;

create index properties_renamed on crm.properties (organization_id, renamed_in, id) where renamed_in is not null;
create index leads_renamed on crm.leads (organization_id, renamed_in, id) where renamed_in is not null;

create function crm.note_new_name() returns trigger language plpgsql as $$
begin
  new.renamed_in := pg_current_xact_id();
  return new;
end $$;

create trigger properties_new_name before update of title, reference on crm.properties for each row
  when (old.title is distinct from new.title or old.reference is distinct from new.reference) execute function crm.note_new_name();
create trigger leads_new_name before update of name on crm.leads for each row
  when (old.name is distinct from new.name) execute function crm.note_new_name();

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
