create schema if not exists crm;
create extension if not exists btree_gist;
create extension if not exists pg_trgm;

create sequence crm.properties_id_seq increment 32;
create sequence crm.property_photos_id_seq increment 32;
create sequence crm.leads_id_seq increment 32;
create sequence crm.lead_status_changes_id_seq increment 32;
create sequence crm.visits_id_seq increment 32;

create table crm.properties (
  id bigint primary key,
  organization_id bigint not null,
  reference text not null,
  title text not null,
  description text,
  business text not null,
  type text not null,
  typology text,
  price numeric(14, 2),
  area numeric(12, 2),
  bedrooms int,
  bathrooms int,
  address text,
  municipality text,
  municipality_key text,
  district text,
  postal_code text,
  latitude double precision,
  longitude double precision,
  status text not null,
  agent_id bigint,
  client_id uuid,
  search_text text not null,
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint properties_of_organization unique (organization_id, id),
  constraint properties_reference_taken unique (organization_id, reference),
  constraint properties_client_id_taken unique (organization_id, client_id),
  constraint properties_business check (business in ('sale', 'rent')),
  constraint properties_type check (type in ('apartment', 'house', 'land', 'commercial', 'office', 'garage', 'other')),
  constraint properties_status check (status in ('available', 'reserved', 'sold', 'rented', 'withdrawn'))
);

create index properties_newest on crm.properties (organization_id, created_at desc, id desc);
create index properties_of_agent on crm.properties (organization_id, agent_id, created_at desc, id desc);
create index properties_by_municipality on crm.properties (organization_id, municipality_key, created_at desc, id desc);
create index properties_by_price on crm.properties (organization_id, price, id);
create index properties_search on crm.properties using gin (search_text gin_trgm_ops);

create table crm.property_photos (
  id bigint primary key,
  organization_id bigint not null,
  property_id bigint not null,
  url text not null,
  thumbnail_url text,
  caption text,
  position int not null,
  constraint property_photos_of_property foreign key (organization_id, property_id) references crm.properties (organization_id, id) on delete cascade
);

create index property_photos_in_order on crm.property_photos (property_id, position);

-- The last number given to a generated reference. Its row is locked until the listing is committed: no number is lost or given twice.
create table crm.reference_counters (
  organization_id bigint not null,
  year int not null,
  last int not null,
  primary key (organization_id, year)
);

create table crm.leads (
  id bigint primary key,
  organization_id bigint not null,
  name text not null,
  email text,
  phone text,
  source text,
  notes text,
  status text not null,
  assigned_agent_id bigint,
  property_id bigint,
  budget numeric(14, 2),
  wishes jsonb,
  conversation_id uuid,
  external_key text,
  client_id uuid,
  search_text text not null,
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint leads_of_organization unique (organization_id, id),
  constraint leads_external_key_taken unique (organization_id, external_key),
  constraint leads_client_id_taken unique (organization_id, client_id),
  constraint leads_property_missing foreign key (organization_id, property_id) references crm.properties (organization_id, id) on delete set null (property_id),
  constraint leads_status check (status in ('new', 'contacted', 'qualified', 'visit_scheduled', 'proposal', 'won', 'lost'))
);

create index leads_newest on crm.leads (organization_id, created_at desc, id desc);
create index leads_by_status on crm.leads (organization_id, status, created_at desc, id desc);
create index leads_of_agent on crm.leads (organization_id, assigned_agent_id, created_at desc, id desc);
create index leads_of_property on crm.leads (organization_id, property_id) where property_id is not null;
create index leads_of_conversation on crm.leads (organization_id, conversation_id) where conversation_id is not null;
create index leads_search on crm.leads using gin (search_text gin_trgm_ops);

create table crm.lead_status_changes (
  id bigint primary key,
  organization_id bigint not null,
  lead_id bigint not null,
  old_status text not null,
  new_status text not null,
  note text,
  changed_by bigint,
  changed_at timestamptz not null,
  constraint lead_status_changes_of_lead foreign key (organization_id, lead_id) references crm.leads (organization_id, id) on delete cascade
);

create index lead_status_changes_in_order on crm.lead_status_changes (organization_id, lead_id, changed_at);

-- Whose turn it was. Locked until the lead is committed, so that leads that arrive together are dealt out evenly.
create table crm.lead_turns (
  organization_id bigint primary key,
  last_agent_id bigint not null
);

create table crm.visits (
  id bigint primary key,
  organization_id bigint not null,
  agent_id bigint not null,
  property_id bigint,
  lead_id bigint,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  duration_minutes int not null,
  status text not null,
  notes text,
  checked_in_at timestamptz,
  checked_out_at timestamptz,
  presence text,
  feedback text,
  rating int,
  client_id uuid,
  version int not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint visits_of_organization unique (organization_id, id),
  constraint visits_client_id_taken unique (organization_id, client_id),
  constraint visits_property_missing foreign key (organization_id, property_id) references crm.properties (organization_id, id) on delete set null (property_id),
  constraint visits_lead_missing foreign key (organization_id, lead_id) references crm.leads (organization_id, id) on delete set null (lead_id),
  constraint visits_duration check (duration_minutes > 0 and ends_at = starts_at + duration_minutes * interval '1 minute'),
  constraint visits_status check (status in ('scheduled', 'confirmed', 'in_progress', 'completed', 'cancelled', 'no_show')),
  constraint visits_presence check (presence in ('verified', 'out_of_range', 'unverified')),
  constraint visits_rating check (rating between 1 and 5)
);

alter table crm.visits add constraint visits_no_overlap
  exclude using gist (organization_id with =, agent_id with =, tstzrange(starts_at, ends_at) with &&)
  where (status in ('scheduled', 'confirmed', 'in_progress'));

create index visits_in_order on crm.visits (organization_id, starts_at, id);
create index visits_of_agent on crm.visits (organization_id, agent_id, starts_at, id);
create index visits_of_property on crm.visits (organization_id, property_id) where property_id is not null;
create index visits_of_lead on crm.visits (organization_id, lead_id) where lead_id is not null;
