create extension if not exists pg_trgm;

-- What Meta last said of a number. Text: Meta adds values as it likes.
alter table inbox.numbers
  add column webhook_url text,
  add column verified_name text,
  add column name_status text,
  add column quality_rating text,
  add column messaging_limit text,
  add column business_limit text,
  add column account_status text,
  add column account_alert text,
  add column username text,
  add column username_status text,
  add column heard_at timestamptz,
  add column updated_at timestamptz;

create index numbers_of_account on inbox.numbers (business_account_id) where business_account_id is not null;

-- Message templates belong to an account at Meta; all its numbers may send them.
create table inbox.templates (
  id uuid primary key,
  organization_id bigint not null,
  business_account_id text not null,
  meta_id text,
  name text not null,
  language text not null,
  category text not null,
  status text not null,
  quality text,
  parameter_format text not null,
  components jsonb not null,
  rejected_reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint templates_of_organization unique (organization_id, id),
  constraint templates_name unique (organization_id, business_account_id, name, language)
);

create index templates_meta_id on inbox.templates (organization_id, meta_id) where meta_id is not null;
create index templates_by_name on inbox.templates (organization_id, name, language, id);

-- The same without case and accents. Immutable because the dictionary is named.
alter table inbox.contacts
  add column email text,
  add column notes text,
  add column language text,
  add column custom_fields jsonb not null default '{}',
  add column marketing_opt_out boolean not null default false,
  add column marketing_changed_at timestamptz,
  -- Set: this one turned out to be the same person as that one, which stands for both.
  add column merged_into_id uuid,
  add column search text generated always as
    (inbox.fold(coalesce(name, '') || ' ' || coalesce(profile_name, '') || ' ' || coalesce(username, '') || ' ' || coalesce(email, '') || ' ' || coalesce(phone, ''))) stored,
  add constraint contacts_merged_into foreign key (organization_id, merged_into_id) references inbox.contacts (organization_id, id);

create index contacts_merged on inbox.contacts (organization_id, merged_into_id) where merged_into_id is not null;
create index contacts_recent on inbox.contacts (organization_id, updated_at desc, id) where merged_into_id is null;
create index contacts_search on inbox.contacts using gin (search gin_trgm_ops);

-- Set: its messages are in that one now.
alter table inbox.conversations
  add column merged_into_id uuid,
  add constraint conversations_merged_into foreign key (organization_id, merged_into_id) references inbox.conversations (organization_id, id);

create index conversations_merged on inbox.conversations (organization_id, merged_into_id) where merged_into_id is not null;

-- Whoever read a conversation before it was merged and writes into it after fails, and finds the right one when trying again.
create function inbox.refuse_merged() returns trigger
language plpgsql
as $$
begin
  raise exception 'conversation % was merged into another', old.id using errcode = 'serialization_failure';
end
$$;

create trigger conversations_refuse_merged before update on inbox.conversations for each row
  when (old.merged_into_id is not null and new.merged_into_id is not null and old.last_message_at is distinct from new.last_message_at)
  execute function inbox.refuse_merged();

-- A merge of two contacts, with what both were before and what the merge made of them: enough to undo it.
create table inbox.contact_merges (
  id uuid primary key,
  organization_id bigint not null,
  contact_id uuid not null,
  other_id uuid not null,
  merged_by bigint,
  merged_at timestamptz not null,
  before jsonb not null,
  after jsonb not null,
  -- The messages and notes that moved, by the conversation they came from, and the labels that were added.
  moved jsonb not null,
  last_seq bigint not null,
  undone_at timestamptz,
  undone_by bigint,
  constraint contact_merges_of_organization unique (organization_id, id),
  constraint contact_merges_contact foreign key (organization_id, contact_id) references inbox.contacts (organization_id, id),
  constraint contact_merges_other foreign key (organization_id, other_id) references inbox.contacts (organization_id, id)
);

create index contact_merges_of_contact on inbox.contact_merges (organization_id, contact_id, merged_at desc);
create index contact_merges_of_other on inbox.contact_merges (organization_id, other_id);

-- Gives a row back the values it had; columns that came later keep theirs.
create function inbox.restore_row(p_table regclass, p_row jsonb) returns void
language plpgsql
as $$
declare
  v_columns text;
begin
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into strict v_columns from pg_attribute a
  where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and p_row ? a.attname;
  execute format(
    'update %1$s t set (%2$s) = (select %2$s from jsonb_populate_record(null::%1$s, $1)) where t.id = ($1->>''id'')::uuid', p_table, v_columns)
  using p_row;
end
$$;

-- What the stand-in for WhatsApp has in templates, in development.
create table inbox.sandbox_templates (
  id bigint generated always as identity (start with 700000000000001) primary key,
  business_account_id text not null,
  name text not null,
  language text not null,
  category text not null,
  status text not null,
  parameter_format text not null,
  components text not null,
  constraint sandbox_templates_name unique (business_account_id, name, language)
);
