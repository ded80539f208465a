-- The next delivery that may be worked on, locked. A function because of its settings: the table's size changes from nothing to thousands of rows
-- within seconds, statistics never follow, and a plan that sorts them all for each claim costs a hundred times the one that walks the index.
create function platform.claim_delivery(p_now timestamptz, p_subscribers text[])
returns table (event_id uuid, subscriber text, attempts int, organization_id bigint, key text, seq bigint, payload json)
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
  select d.event_id, d.subscriber, d.attempts, e.organization_id, d.key, d.seq, e.payload
  from platform.deliveries d join platform.events e on e.id = d.event_id
  where d.state = 'pending' and d.due_at <= p_now and d.subscriber = any(p_subscribers)
    and not exists (
      select from platform.deliveries earlier
      where earlier.subscriber = d.subscriber and earlier.key = d.key and earlier.state = 'pending' and earlier.seq < d.seq)
  order by d.due_at, d.seq
  limit 1
  for update of d skip locked;
end
$$;
