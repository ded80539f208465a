-- Seals stored secrets on a server that was given no ENCRYPTION_KEY.
create table platform.secret_key (
  only_row boolean primary key default true check (only_row),
  key bytea not null
);
