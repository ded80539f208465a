create schema if not exists media;

-- Files that belong to somebody. Their content lies in the store under the same name.
create table media.files (
  name text primary key,
  organization_id bigint not null,
  store text not null,
  purpose text not null,
  content_type text not null,
  size bigint not null,
  created_at timestamptz not null
);

create index files_of_organization on media.files (organization_id, created_at desc, name);

-- Names whose content has to leave the store when due. Written before the content is, and deleted by the transaction that gives the file an owner:
-- whatever goes wrong in between, nothing stays behind.
create table media.leftovers (
  name text primary key,
  store text not null,
  attempts int not null default 0,
  due_at timestamptz not null
);

create index leftovers_due on media.leftovers (store, due_at);
