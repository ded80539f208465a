-- Every index is paid for by every write. The newest leads are found by leads_newest, and keys that a row does not have need no place.
drop index crm.leads_looking;

alter table crm.leads drop constraint leads_client_id_taken, drop constraint leads_external_key_taken;
create unique index leads_client_id_taken on crm.leads (organization_id, client_id) where client_id is not null;
create unique index leads_external_key_taken on crm.leads (organization_id, external_key) where external_key is not null;

alter table crm.activities drop constraint activities_client_id_taken;
create unique index activities_client_id_taken on crm.activities (organization_id, client_id) where client_id is not null;
