-- What became of a message after it was said: changed, taken back, played, and what Meta charges for it.
alter table inbox.messages
  add column edited_at timestamptz,
  add column earlier jsonb,
  add column deleted_at timestamptz,
  add column played_at timestamptz,
  add column pricing jsonb,
  add constraint messages_of_organization unique (organization_id, id);

-- The file of a message. Meta keeps it for seven days after the webhook; until then it is fetched into our own store.
create table inbox.media_files (
  id uuid primary key,
  organization_id bigint not null,
  message_id uuid not null,
  phone_number_id text not null,
  meta_id text,
  kind text not null,
  mime_type text,
  -- As Meta said it, in hex; null when Meta said none.
  sha256 text,
  size bigint,
  filename text,
  voice boolean not null default false,
  animated boolean not null default false,
  state text not null,
  -- Names in the store.
  name text,
  playable_name text,
  attempts int not null default 0,
  due_at timestamptz not null,
  received_at timestamptz not null,
  constraint media_files_message unique (organization_id, message_id),
  constraint media_files_of_message foreign key (organization_id, message_id) references inbox.messages (organization_id, id),
  constraint media_files_state check (state in ('waiting', 'stored', 'too_large', 'damaged', 'expired', 'unavailable'))
);

create index media_files_waiting on inbox.media_files (due_at) where state = 'waiting';

-- A reaction belongs to the message it is about, which may come later than the reaction. Without an emoji it was taken back.
create table inbox.reactions (
  organization_id bigint not null,
  conversation_id uuid not null,
  target_wamid text not null,
  author text not null,
  emoji text,
  occurred_at timestamptz not null,
  constraint reactions_key primary key (organization_id, conversation_id, target_wamid, author),
  constraint reactions_conversation foreign key (organization_id, conversation_id) references inbox.conversations (organization_id, id)
);

-- Names from the address book of the business app, for people who may write later.
create table inbox.address_book (
  organization_id bigint not null,
  phone_key text not null,
  name text not null,
  updated_at timestamptz not null,
  constraint address_book_key primary key (organization_id, phone_key)
);

-- Files of the stand-in for WhatsApp, in development.
create table inbox.sandbox_media (
  id bigint primary key,
  phone text,
  mime_type text not null,
  filename text,
  content bytea not null
);
