-- Takes the next message that may be sent and marks it as being sent. A function because of its settings: see platform.claim_delivery.
create function inbox.claim_message(p_now timestamptz)
returns table (id uuid, organization_id bigint, attempts int, payload jsonb, phone_number_id text)
language plpgsql volatile
set enable_sort = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  update inbox.messages m set status = 'sending', sending_since = p_now, attempts = m.attempts + 1
  where m.id = (
    select q.id from inbox.messages q
    where q.status = 'queued' and q.due_at <= p_now
      and not exists (
        select from inbox.messages earlier
        where earlier.conversation_id = q.conversation_id and earlier.status in ('queued', 'sending') and earlier.seq < q.seq)
    order by q.due_at, q.seq
    limit 1
    for update skip locked)
  returning m.id, m.organization_id, m.attempts, m.payload,
    (select n.phone_number_id from inbox.conversations c join inbox.numbers n on n.id = c.number_id where c.id = m.conversation_id);
end
$$;
