-- Who answers: departments of people, and the queues that give them conversations.
create table inbox.departments (
  id uuid primary key,
  organization_id bigint not null,
  name text not null,
  description text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint departments_of_organization unique (organization_id, id)
);

create unique index departments_name_taken on inbox.departments (organization_id, lower(name));

create table inbox.department_members (
  organization_id bigint not null,
  department_id uuid not null,
  user_id bigint not null,
  added_at timestamptz not null,
  primary key (organization_id, department_id, user_id),
  constraint department_members_department foreign key (organization_id, department_id)
    references inbox.departments (organization_id, id) on delete cascade
);

create index department_members_of_user on inbox.department_members (organization_id, user_id);

create table inbox.queues (
  id uuid primary key,
  organization_id bigint not null,
  department_id uuid not null,
  name text not null,
  strategy text not null,
  -- The one that takes what is handed to the department itself.
  is_default boolean not null,
  -- Nobody is given more than so many by itself.
  max_open_per_person int,
  -- Whose turn it was: round robin goes on after them.
  last_user_id bigint,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint queues_of_organization unique (organization_id, id),
  constraint queues_department foreign key (organization_id, department_id) references inbox.departments (organization_id, id),
  constraint queues_strategy check (strategy in ('manual', 'round_robin', 'least_busy', 'listing_agent')),
  constraint queues_limit check (max_open_per_person between 1 and 1000)
);

create unique index queues_name_taken on inbox.queues (organization_id, department_id, lower(name));
create unique index queues_default on inbox.queues (organization_id, department_id) where is_default;

alter table inbox.conversations
  add column department_id uuid,
  add column queue_id uuid,
  -- Since when nobody has it although somebody should.
  add column waiting_since timestamptz,
  add constraint conversations_department foreign key (organization_id, department_id)
    references inbox.departments (organization_id, id) on delete set null (department_id),
  add constraint conversations_queue foreign key (organization_id, queue_id)
    references inbox.queues (organization_id, id) on delete set null (queue_id);

create index conversations_of_department on inbox.conversations (organization_id, department_id, last_message_at desc, id) where department_id is not null;
create index conversations_of_queue on inbox.conversations (organization_id, queue_id, last_message_at desc, id) where queue_id is not null;
create index conversations_waiting on inbox.conversations (organization_id, queue_id, waiting_since nulls first, id)
  where status = 'pending' and assigned_to is null;
-- How busy somebody is.
create index conversations_load on inbox.conversations (organization_id, assigned_to) where assigned_to is not null and status <> 'closed';

create table inbox.labels (
  id uuid primary key,
  organization_id bigint not null,
  name text not null,
  color text not null,
  created_at timestamptz not null,
  constraint labels_of_organization unique (organization_id, id),
  constraint labels_color check (color ~ '^#[0-9A-F]{6}$')
);

create unique index labels_name_taken on inbox.labels (organization_id, lower(name));

create table inbox.conversation_labels (
  organization_id bigint not null,
  conversation_id uuid not null,
  label_id uuid not null,
  added_at timestamptz not null,
  primary key (organization_id, conversation_id, label_id),
  constraint conversation_labels_conversation foreign key (organization_id, conversation_id)
    references inbox.conversations (organization_id, id) on delete cascade,
  constraint conversation_labels_label foreign key (organization_id, label_id) references inbox.labels (organization_id, id) on delete cascade
);

create index conversation_labels_of_label on inbox.conversation_labels (organization_id, label_id, added_at desc, conversation_id);

create table inbox.canned_replies (
  id uuid primary key,
  organization_id bigint not null,
  shortcut text not null,
  title text,
  text text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint canned_replies_shortcut_taken unique (organization_id, shortcut)
);

-- What the team writes about a conversation for itself; the customer never sees it.
create table inbox.notes (
  id uuid primary key,
  organization_id bigint not null,
  conversation_id uuid not null,
  user_id bigint not null,
  text text not null,
  created_at timestamptz not null,
  constraint notes_conversation foreign key (organization_id, conversation_id) references inbox.conversations (organization_id, id) on delete cascade
);

create index notes_of_conversation on inbox.notes (organization_id, conversation_id, created_at, id);
