create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- Texts without case and accents, for search. Immutable because the dictionary is named.
create function inbox.fold(p_text text) returns text
language sql immutable parallel safe
as $$ select lower(public.unaccent('public.unaccent'::regdictionary, p_text)) $$;

-- All that a person is found by.
create function inbox.contact_words(p_name text, p_profile_name text, p_username text, p_phone text) returns text
language sql immutable parallel safe
as $$ select inbox.fold(coalesce(p_name, '') || ' ' || coalesce(p_profile_name, '') || ' ' || coalesce(p_username, '') || ' ' || coalesce(p_phone, '')) $$;

create index contacts_words on inbox.contacts using gin (inbox.contact_words(name, profile_name, username, phone) gin_trgm_ops);
create index messages_words on inbox.messages using gin (inbox.fold(text) gin_trgm_ops) where text is not null;

-- Every message of the customer counts once; what somebody has not read is the difference to how many there were when they last looked.
alter table inbox.conversations add column inbound_count int not null default 0;

update inbox.conversations c set inbound_count = (
  select count(*) from inbox.messages m where m.organization_id = c.organization_id and m.conversation_id = c.id and m.direction = 'inbound');

create table inbox.conversation_reads (
  organization_id bigint not null,
  conversation_id uuid not null,
  user_id bigint not null,
  inbound_count int not null,
  read_at timestamptz not null,
  primary key (organization_id, conversation_id, user_id),
  constraint conversation_reads_conversation foreign key (organization_id, conversation_id)
    references inbox.conversations (organization_id, id) on delete cascade
);

create index conversations_by_status on inbox.conversations (organization_id, status, last_message_at desc, id);
create index conversations_of_assignee on inbox.conversations (organization_id, assigned_to, last_message_at desc, id) where assigned_to is not null;
create index conversations_of_chatbot on inbox.conversations (organization_id, chatbot_id, last_message_at desc, id) where chatbot_id is not null;

-- Who had the word, from when on. Written by a trigger: whoever changes the owner, it is noted.
create table inbox.conversation_owners (
  organization_id bigint not null,
  conversation_id uuid not null,
  seq bigint generated always as identity,
  kind text not null,
  user_id bigint,
  since timestamptz not null,
  primary key (organization_id, conversation_id, seq),
  constraint conversation_owners_kind check (kind in ('bot', 'user', 'nobody')),
  constraint conversation_owners_conversation foreign key (organization_id, conversation_id)
    references inbox.conversations (organization_id, id) on delete cascade
);

-- From when a conversation is opened until it is closed: how long the customer waited for a person, and how long it took.
create table inbox.conversation_episodes (
  organization_id bigint not null,
  conversation_id uuid not null,
  seq bigint generated always as identity,
  opened_at timestamptz not null,
  waited_from timestamptz,
  answered_at timestamptz,
  answered_by bigint,
  closed_at timestamptz,
  closed_by bigint,
  primary key (organization_id, conversation_id, seq),
  constraint conversation_episodes_conversation foreign key (organization_id, conversation_id)
    references inbox.conversations (organization_id, id) on delete cascade
);

create unique index conversation_episodes_open on inbox.conversation_episodes (organization_id, conversation_id) where closed_at is null;
create index conversation_episodes_answered on inbox.conversation_episodes (organization_id, answered_at) where answered_at is not null;
create index conversation_episodes_closed on inbox.conversation_episodes (organization_id, closed_at) where closed_at is not null;

insert into inbox.conversation_owners (organization_id, conversation_id, kind, user_id, since)
select organization_id, id, case when assigned_to is not null then 'user' when bot_active then 'bot' else 'nobody' end, assigned_to, created_at
from inbox.conversations;

insert into inbox.conversation_episodes (organization_id, conversation_id, opened_at, waited_from)
select organization_id, id, created_at, case when status = 'pending' then updated_at end from inbox.conversations where status <> 'closed';

create function inbox.note_owner() returns trigger
language plpgsql
as $$
begin
  insert into inbox.conversation_owners (organization_id, conversation_id, kind, user_id, since)
  values (new.organization_id, new.id, case when new.assigned_to is not null then 'user' when new.bot_active then 'bot' else 'nobody' end,
    new.assigned_to, new.updated_at);
  return null;
end
$$;

create trigger conversations_first_owner after insert on inbox.conversations for each row execute function inbox.note_owner();
create trigger conversations_next_owner after update on inbox.conversations for each row
when (old.assigned_to is distinct from new.assigned_to or (new.assigned_to is null and old.bot_active <> new.bot_active))
execute function inbox.note_owner();

create function inbox.note_episode() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'INSERT' or (old.status = 'closed' and new.status <> 'closed') then
    insert into inbox.conversation_episodes (organization_id, conversation_id, opened_at, waited_from)
    values (new.organization_id, new.id, new.updated_at, case when new.status = 'pending' then new.updated_at end);
  elsif old.status <> 'closed' and new.status = 'closed' then
    update inbox.conversation_episodes set closed_at = new.updated_at, closed_by = new.assigned_to
    where organization_id = new.organization_id and conversation_id = new.id and closed_at is null;
  elsif new.status = 'pending' then
    update inbox.conversation_episodes set waited_from = new.updated_at
    where organization_id = new.organization_id and conversation_id = new.id and closed_at is null and waited_from is null and answered_at is null;
  end if;
  return null;
end
$$;

create trigger conversations_first_episode after insert on inbox.conversations for each row execute function inbox.note_episode();
create trigger conversations_next_episode after update on inbox.conversations for each row
when (old.status <> new.status) execute function inbox.note_episode();

create function inbox.note_wait() returns trigger
language plpgsql
as $$
begin
  if new.direction = 'inbound' then
    update inbox.conversation_episodes e set waited_from = new.created_at
    from inbox.conversations c
    where c.organization_id = new.organization_id and c.id = new.conversation_id and not c.bot_active
      and e.organization_id = new.organization_id and e.conversation_id = new.conversation_id
      and e.closed_at is null and e.waited_from is null and e.answered_at is null;
  else
    update inbox.conversation_episodes set answered_at = new.created_at, answered_by = substr(new.sent_by, 6)::bigint
    where organization_id = new.organization_id and conversation_id = new.conversation_id
      and closed_at is null and waited_from is not null and answered_at is null;
  end if;
  return null;
end
$$;

create trigger messages_wait after insert on inbox.messages for each row
when (new.direction = 'inbound' or new.sent_by ~ '^user:[0-9]+$') execute function inbox.note_wait();
