-- How fast we may send, by number and by conversation (one number to one person): id is either's. What was sent is paid for until spent_until, which
-- moves on by a step with each message; how far it may be ahead of the clock is the burst. held_until: Meta refused for haste, and nothing goes before.
-- Rows without a past are made as they are needed and forgotten when they mean nothing more.
create table inbox.sending_pace (
  id uuid primary key,
  spent_until timestamptz not null,
  held_until timestamptz not null default '-infinity',
  holds int not null default 0
) with (fillfactor = 50);

drop function inbox.claim_message(timestamptz);

-- Takes the next message that may be sent and marks it as being sent. Who is over a limit is passed over, and nobody waits behind them. The step is taken
-- by the statement that claims, so that all nodes count together; send_at is when the number may send it, a moment away at most.
-- A function because of its settings: see platform.claim_delivery.
create function inbox.claim_message(
  p_now timestamptz, p_pair_step interval, p_pair_room interval, p_number_step interval, p_number_room interval, p_ahead interval)
returns table (id uuid, organization_id bigint, attempts int, payload jsonb, number_id uuid, phone_number_id text, send_at timestamptz)
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
  with claimed as (
    update inbox.messages m set status = 'sending', sending_since = p_now, attempts = m.attempts + 1
    where m.id = (
      select q.id from inbox.messages q
      where q.status = 'queued' and q.due_at <= p_now
        and not exists (
          select from inbox.messages earlier
          where earlier.conversation_id = q.conversation_id and earlier.status in ('queued', 'sending') and earlier.seq < q.seq)
        and not exists (
          select from inbox.sending_pace p
          where p.id = q.conversation_id and (p.held_until > p_now or p.spent_until > p_now + p_pair_room))
        and not exists (
          select from inbox.conversations c join inbox.sending_pace p on p.id = c.number_id
          where c.id = q.conversation_id and (p.held_until > p_now or p.spent_until > p_now + p_number_room + p_ahead))
      order by q.due_at, q.seq
      limit 1
      for update skip locked)
    returning m.id, m.organization_id, m.attempts, m.payload, m.conversation_id),
  known as (
    select m.id, m.organization_id, m.attempts, m.payload, m.conversation_id, n.id as number_id, n.phone_number_id
    from claimed m join inbox.conversations c on c.id = m.conversation_id join inbox.numbers n on n.id = c.number_id),
  pair as (
    insert into inbox.sending_pace as p (id, spent_until) select k.conversation_id, p_now + p_pair_step from known k where p_pair_step > interval '0'
    on conflict (id) do update set spent_until = greatest(p.spent_until, p_now) + p_pair_step),
  pace as (
    insert into inbox.sending_pace as p (id, spent_until) select k.number_id, p_now + p_number_step from known k where p_number_step > interval '0'
    on conflict (id) do update set spent_until = greatest(p.spent_until, p_now) + p_number_step
    returning p.spent_until - p_number_step - p_number_room as send_at)
  select k.id, k.organization_id, k.attempts, k.payload, k.number_id, k.phone_number_id, coalesce((select pace.send_at from pace), p_now) from known k;
end
$$;

-- Meta refused for haste: the number, or the one person, is left alone, longer each time in a row. What was under way beside it and is refused as well
-- lengthens nothing.
create function inbox.hold_sending(
  p_id uuid, p_now timestamptz, p_first interval, p_factor double precision, p_longest interval, p_asked interval)
returns timestamptz
language sql volatile
as $$
  insert into inbox.sending_pace as p (id, spent_until, held_until, holds) values (p_id, p_now, p_now + greatest(p_first, p_asked), 1)
  on conflict (id) do update set
    holds = case when p.held_until > p_now then p.holds when p.held_until > p_now - interval '2 minutes' then p.holds + 1 else 1 end,
    held_until = case
      when p.held_until > p_now then greatest(p.held_until, p_now + p_asked)
      when p.held_until > p_now - interval '2 minutes' then p_now + greatest(least(p_first * power(p_factor, least(p.holds, 20)), p_longest), p_asked)
      else p_now + greatest(p_first, p_asked) end
  returning held_until
$$;
