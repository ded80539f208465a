-- Gives positions to what was committed since. A function, so that placing and reading are one round trip, and so that nothing is locked or written
-- while nothing is new. Each statement sees what was committed before it: the second knows what another node placed while the first one waited.
create function platform.place_signals(p_at_once int) returns void language plpgsql volatile as $$
begin
  if not exists (select from platform.events where audience is not null and position is null) then
    return;
  end if;
  perform last from platform.signal_log for update;
  with fresh as (
    select id, row_number() over (order by seq) as nth from platform.events
    where audience is not null and position is null order by seq limit p_at_once),
  placed as (
    update platform.events e set position = l.last + fresh.nth
    from fresh, platform.signal_log l where e.id = fresh.id returning 1)
  update platform.signal_log set last = last + (select count(*) from placed);
end
$$;
