-- The file in the store that the photo shows; none for pictures that were uploaded to the cloud by the phone.
alter table crm.property_photos add column media_name text;

-- One after the other from 0, as they are shown.
update crm.property_photos p set position = o.place
from (select id, row_number() over (partition by property_id order by position, id) - 1 as place from crm.property_photos) o
where o.id = p.id and o.place <> p.position;

drop index crm.property_photos_in_order;
-- Looked at when the transaction ends: moving photos about passes through doubles.
alter table crm.property_photos add constraint property_photos_in_order unique (property_id, position) deferrable initially deferred;
alter table crm.property_photos add constraint property_photos_position check (position >= 0);

create index property_photos_of_file on crm.property_photos (organization_id, media_name) where media_name is not null;
