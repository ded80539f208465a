-- When WhatsApp told the user id as somebody's new one, and the one they had before: news of number and id may come in any order.
alter table inbox.contacts
  add column user_id_told_at timestamptz,
  add column former_user_id text;

create index contacts_former_user_id on inbox.contacts (organization_id, former_user_id) where former_user_id is not null;

-- Who stands for a contact now: the last one of what it was merged into.
create function inbox.survivor(p_organization_id bigint, p_contact_id uuid) returns uuid
language sql stable parallel safe
as $$
  with recursive chain as (
    select c.id, c.merged_into_id from inbox.contacts c where c.organization_id = p_organization_id and c.id = p_contact_id
    union all
    select c.id, c.merged_into_id from chain join inbox.contacts c on c.organization_id = p_organization_id and c.id = chain.merged_into_id
  )
  select id from chain where merged_into_id is null
$$;

-- Reactions are where the message is that they are about; merges before this left them behind.
update inbox.reactions r set conversation_id = m.conversation_id
from inbox.messages m
where m.organization_id = r.organization_id and m.wamid = r.target_wamid and m.conversation_id <> r.conversation_id
  and not exists (
    select 1 from inbox.reactions o
    where o.organization_id = r.organization_id and o.conversation_id = m.conversation_id and o.target_wamid = r.target_wamid and o.author = r.author);

-- Of which account an update tells; of templates they are looked up again once the template is stored.
alter table inbox.updates add column business_account_id text;

create index updates_of_templates on inbox.updates (organization_id, business_account_id, received_at)
  where field like 'message\_template\_%' or field = 'template_category_update';
