create schema if not exists inbox;

-- A WhatsApp number of an organization. One phone_number_id is one number, everywhere.
create table inbox.numbers (
  id uuid primary key,
  organization_id bigint not null,
  display_phone_number text not null,
  phone_number_id text not null,
  business_account_id text,
  access_token text,
  app_secret text,
  verify_token text,
  default_chatbot_id uuid,
  is_active boolean not null default true,
  created_at timestamptz not null,
  constraint numbers_of_organization unique (organization_id, id),
  constraint numbers_phone_number_id unique (phone_number_id)
);

-- Every body that came with a good signature, as it came.
create table inbox.webhooks (
  id uuid primary key,
  received_at timestamptz not null,
  body bytea not null,
  state text not null,
  constraint webhooks_state check (state in ('accepted', 'dead'))
);

create index webhooks_age on inbox.webhooks (received_at);
create index webhooks_dead on inbox.webhooks (received_at) where state = 'dead';

-- A person. The phone may be unknown: people can hide it. phone_key is the same for all ways one number is written.
create table inbox.contacts (
  id uuid primary key,
  organization_id bigint not null,
  name text,
  profile_name text,
  username text,
  phone text,
  phone_key text,
  wa_id text,
  wa_user_id text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint contacts_of_organization unique (organization_id, id),
  constraint contacts_phone unique (organization_id, phone_key),
  constraint contacts_user_id unique (organization_id, wa_user_id)
);

create table inbox.conversations (
  id uuid primary key,
  organization_id bigint not null,
  number_id uuid not null,
  contact_id uuid not null,
  chatbot_id uuid,
  flow_id uuid,
  status text not null,
  bot_active boolean not null,
  assigned_to bigint,
  unread_count int not null default 0,
  last_message text,
  last_message_at timestamptz not null,
  last_inbound_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint conversations_of_organization unique (organization_id, id),
  constraint conversations_pair unique (organization_id, number_id, contact_id),
  constraint conversations_status check (status in ('open', 'pending', 'closed')),
  constraint conversations_number foreign key (organization_id, number_id) references inbox.numbers (organization_id, id),
  constraint conversations_contact foreign key (organization_id, contact_id) references inbox.contacts (organization_id, id)
);

create index conversations_of_contact on inbox.conversations (organization_id, contact_id);
create index conversations_recent on inbox.conversations (organization_id, last_message_at desc, id);

create table inbox.messages (
  id uuid primary key,
  seq bigint generated always as identity,
  organization_id bigint not null,
  conversation_id uuid not null,
  direction text not null,
  type text not null,
  text text,
  content jsonb,
  wamid text,
  context_wamid text,
  status text not null,
  status_at timestamptz,
  error jsonb,
  sent_by text not null,
  dedupe_key text,
  created_at timestamptz not null,
  -- Sending: what goes to Graph, when it is tried, and which attempt is under way.
  payload jsonb,
  attempts int not null default 0,
  due_at timestamptz,
  sending_since timestamptz,
  constraint messages_conversation foreign key (organization_id, conversation_id) references inbox.conversations (organization_id, id),
  constraint messages_wamid unique (organization_id, wamid),
  constraint messages_dedupe unique (organization_id, dedupe_key),
  constraint messages_direction check (direction in ('inbound', 'outbound')),
  constraint messages_status check (status in ('received', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'unknown'))
);

create index messages_of_conversation on inbox.messages (organization_id, conversation_id, seq desc);
-- What waits to be sent, or whose sending was interrupted; one at a time and in order for each conversation.
create index messages_outgoing on inbox.messages (due_at, seq) where status = 'queued';
create index messages_lane on inbox.messages (conversation_id, seq) where status in ('queued', 'sending');
create index messages_interrupted on inbox.messages (sending_since) where status = 'sending';

-- Updates that are no messages: kept as they came, for the features that read them.
create table inbox.updates (
  id uuid primary key,
  organization_id bigint not null,
  field text not null,
  phone_number_id text,
  -- Text: a body may hold numbers that jsonb cannot.
  body text not null,
  received_at timestamptz not null
);

create index updates_recent on inbox.updates (organization_id, received_at desc);
create index updates_age on inbox.updates (received_at);
