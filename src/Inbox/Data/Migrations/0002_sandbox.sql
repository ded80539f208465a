-- What the stand-in for WhatsApp knows, in development. Not ours by nature: nothing of the inbox points here or reads it.
create table inbox.sandbox_messages (
  id bigint generated always as identity primary key,
  phone_number_id text not null,
  -- The customer's phone: its number, or the user id of somebody who never wrote.
  phone text not null,
  -- Set when the number is hidden in this message.
  user_id text,
  sender text not null,
  type text not null,
  text text,
  -- Text: a body may hold numbers that jsonb cannot.
  content text not null,
  wamid text not null,
  context_wamid text,
  callback_data text,
  status text not null,
  at timestamptz not null,
  constraint sandbox_messages_wamid unique (wamid),
  constraint sandbox_messages_sender check (sender in ('customer', 'business')),
  constraint sandbox_messages_status check (status in ('accepted', 'sent', 'delivered', 'read', 'failed'))
);

create index sandbox_messages_of_phone on inbox.sandbox_messages (phone, phone_number_id, id);
create index sandbox_messages_unread on inbox.sandbox_messages (phone) where status = 'delivered';

-- Whose phone it is that hides behind a user id.
create table inbox.sandbox_people (
  user_id text primary key,
  phone text not null,
  username text not null
);
