-- One for each way in which lists are filtered and sorted: both the total and a page of them come from an index.
create index leads_by_name on crm.leads (organization_id, name, id);
create index leads_by_update on crm.leads (organization_id, updated_at, id);
create index leads_by_source on crm.leads (organization_id, source, created_at desc, id desc);

create index properties_by_status on crm.properties (organization_id, status, created_at desc, id desc);
create index properties_by_business on crm.properties (organization_id, business, created_at desc, id desc);
create index properties_by_type on crm.properties (organization_id, type, created_at desc, id desc);
create index properties_by_typology on crm.properties (organization_id, typology, created_at desc, id desc);
create index properties_by_update on crm.properties (organization_id, updated_at, id);
create index properties_by_area on crm.properties (organization_id, area, id);
create index properties_by_title on crm.properties (organization_id, title, id);
create index properties_dearest on crm.properties (organization_id, price desc nulls last, id desc);
create index properties_largest on crm.properties (organization_id, area desc nulls last, id desc);

create index visits_by_status on crm.visits (organization_id, status, starts_at, id);

-- What is asked for together most: something to buy or rent, that can be had, up to a price.
create index properties_by_choice on crm.properties (organization_id, business, status, price, id);
