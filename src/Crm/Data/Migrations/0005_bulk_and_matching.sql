-- What tells two people's numbers apart, however they were typed in. The same rule as PhoneNumbers.Key of the platform; a test compares the two.
create function crm.phone_key(written text) returns text language plpgsql immutable strict parallel safe as $$
declare
  digits text := translate(written, '+ ()./-' || chr(160), '');
begin
  if length(written) > 40 or digits !~ '^[0-9]{7,15}$' or replace(digits, left(digits, 1), '') = '' then
    return null;
  end if;
  if position('+' in written) = 0 then
    if digits like '00%' then
      digits := substr(digits, 3);
    elsif digits ~ '^0[1-9][1-9](9[6-9][0-9]{7}|[2-9][0-9]{7})$' then
      digits := '55' || substr(digits, 2);
    elsif digits ~ '^[239][0-9]{8}$' then
      digits := '351' || digits;
    elsif digits ~ '^[1-9][1-9](9[6-9][0-9]{7}|[2-9][0-9]{7})$' then
      digits := '55' || digits;
    end if;
  end if;
  return case
    when digits ~ '^55[0-9]{2}[6-9][0-9]{7}$' then substr(digits, 1, 4) || '9' || substr(digits, 5)
    when digits ~ '^521[0-9]{10}$' then '52' || substr(digits, 4)
    when digits ~ '^549[0-9]{10}$' then '54' || substr(digits, 4)
    else digits
  end;
end $$;

-- Computed by the database, so that no way of writing a lead can forget them.
alter table crm.leads
  add column phone_key text generated always as (crm.phone_key(phone)) stored,
  add column email_key text generated always as (nullif(lower(btrim(email)), '')) stored;

create index leads_by_phone on crm.leads (organization_id, phone_key) where phone_key is not null;
create index leads_by_email on crm.leads (organization_id, email_key) where email_key is not null;

-- Candidates of the matching: what can be had by what is asked for, and who still looks.
create index properties_available on crm.properties (organization_id, business, price) where status = 'available';
create index leads_looking on crm.leads (organization_id, created_at desc, id desc) where status not in ('won', 'lost');
