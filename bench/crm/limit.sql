-- The same records in the fewest columns and indexes that the limit's answers need.
create schema limit_of;

create table limit_of.properties as
select id, agent_id, reference, title, description, type, business, typology, price, area, bedrooms, bathrooms, address, municipality, postal_code, latitude,
  longitude, status, created_at, updated_at
from crm.properties;
alter table limit_of.properties add primary key (id);
create index on limit_of.properties (agent_id, created_at desc, id desc);

create table limit_of.leads as
select id, organization_id, name, email, phone, source, notes, status, assigned_agent_id, property_id, budget, version, created_at, updated_at from crm.leads;
alter table limit_of.leads add primary key (id);
create sequence limit_of.leads_id_seq start 100000;
alter table limit_of.leads alter column id set default nextval('limit_of.leads_id_seq');
create index on limit_of.leads (assigned_agent_id, created_at desc, id desc);

create table limit_of.visits as select id, agent_id, property_id, lead_id, starts_at, status from crm.visits;
alter table limit_of.visits add primary key (id);
create index on limit_of.visits (agent_id, starts_at);
