-- One agency as the benchmark and the test of the query plans see it: 50 agents, 10,000 listings with 20,000 pictures, 20,000 leads, 20,000 visits,
-- 10,000 tasks, and the history of leads and visits.
-- Agent 1 has 1,000 of the listings, 2,000 of the leads and 1,000 of the visits; the rest is spread over agents 2 to 50.
-- Runs on a migrated database without an organization.
select setseed(0.42);

insert into accounts.organizations (id, name, reference_prefix, created_at) values (1, 'Imóveis de Ensaio', 'ENS', now());

insert into accounts.agents (id, organization_id, name, email, phone, created_at)
select i, 1, 'Agente Número ' || i, 'agente' || i || '@ensaio.example', '91' || lpad((i * 7919)::text, 7, '0'), now()
from generate_series(1, 50) i;

insert into accounts.users (id, organization_id, email, password_hash, full_name, role, agent_id, created_at)
select id, 1, email, 'no password', name, 'agent', id, now() from accounts.agents;

insert into accounts.sessions (id, organization_id, user_id, profile, device_type, created_at, last_used_at, expires_at, ends_at, generation_since)
select id, 1, id, 'mobile', 'mobile', now(), now(), now() + interval '7 days', now() + interval '30 days', now() from accounts.users;

insert into crm.properties (
  id, organization_id, reference, title, description, business, type, typology, price, area, bedrooms, bathrooms, address, municipality,
  municipality_key, district, postal_code, latitude, longitude, status, agent_id, search_text, version, created_at, updated_at)
select i, 1, reference, title, description, (array['sale', 'rent'])[1 + i % 2], (array['house', 'apartment', 'commercial', 'land'])[1 + i % 4], 'T' || i % 5,
  50000 + (random() * 900000)::int, 40 + (random() * 260)::int, i % 5, 1 + i % 3, 'Rua das Flores, n.º ' || i % 300, place, lower(translate(place, 'É', 'e')),
  'Distrito ' || i % 18, lpad((1000 + i % 8000)::text, 4, '0') || '-' || lpad((i % 999)::text, 3, '0'), 38 + random() * 3, -9 + random(),
  (array['available', 'reserved', 'sold'])[1 + i % 3], case when i % 10 = 0 then 1 else 2 + i % 49 end,
  lower(translate(concat_ws(' ', reference, title, description, place), 'ÉÓóãçáéíõ', 'eooacaeio')), 1, at, at
from (
  select i, 'ENS-2025-' || lpad(i::text, 5, '0') as reference, place,
    (array['Moradia', 'Apartamento', 'Loja', 'Terreno'])[1 + i % 4] || ' T' || i % 5 || ' em ' || place as title,
    'Imóvel com boa exposição solar, cozinha equipada, próximo de transportes, escolas e comércio. Referência interna ' || md5(i::text) || '.' as description,
    timestamptz '2025-01-01 00:00Z' + i * interval '53 minutes' as at
  from generate_series(1, 10000) i cross join lateral (select (array['Cascais', 'Lisboa', 'Porto', 'Braga', 'Évora', 'Faro'])[1 + i % 6] as place) p
) listing;

insert into crm.property_photos (id, organization_id, property_id, url, position)
select 2 * i + n, 1, i, 'https://res.cloudinary.com/demo/image/upload/v1/crm-plus/' || i || '-' || n + 1 || '.jpg', n
from generate_series(1, 10000) i cross join generate_series(0, 1) n;

insert into crm.leads (
  id, organization_id, name, email, phone, source, notes, status, assigned_agent_id, property_id, budget, search_text, version, created_at, updated_at)
select i, 1, name, email, phone, (array['website', 'mobile', 'portal', 'telefone'])[1 + i % 4], notes,
  (array['new', 'contacted', 'qualified', 'lost'])[1 + i % 4], case when i % 10 = 0 then 1 else 2 + i % 49 end, 1 + (i * 31) % 10000,
  100000 + (random() * 400000)::int, lower(translate(concat_ws(' ', name, email, phone, notes), 'éãçúêà', 'eacuea')), 1, at, at
from (
  select i, (array['Maria', 'João', 'Ana', 'Rui', 'Inês', 'Tiago'])[1 + i % 6] || ' ' || (array['Silva', 'Santos', 'Ferreira', 'Conceição', 'Araújo'])[1 + i % 5]
      || ' ' || i as name,
    'cliente' || i || '@email.example' as email, '93' || lpad(i::text, 7, '0') as phone,
    'Interessado(a) em T' || i % 5 || ' até ' || 100 + i % 400 || 'k, contactar à tarde.' as notes,
    timestamptz '2025-01-01 00:00Z' + i * interval '26 minutes' as at
  from generate_series(1, 20000) i
) lead;

insert into crm.visits (
  id, organization_id, agent_id, property_id, lead_id, starts_at, ends_at, duration_minutes, status, notes, version, created_at, updated_at)
select i, 1, case when i % 20 = 0 then 1 else 2 + i % 49 end, 1 + (i * 17) % 10000, case when i % 7 = 0 then null else 1 + (i * 13) % 20000 end,
  at, at + interval '1 hour', 60, (array['scheduled', 'confirmed', 'completed', 'cancelled'])[1 + (i / 20) % 4], 'Levar chaves da porta ' || i % 200, 1,
  now(), now()
from (select i, date_trunc('hour', now()) + (i - 10000) * interval '7 hours' as at from generate_series(1, 20000) i) visit;

insert into crm.tasks (
  id, organization_id, agent_id, title, search_text, due_at, priority, status, lead_id, property_id, version, created_at, updated_at)
select i, 1, case when i % 20 = 0 then 1 else 2 + i % 49 end, title, lower(title), date_trunc('hour', now()) + (i - 5000) * interval '3 hours',
  (array['low', 'normal', 'high'])[1 + i % 3], (array['open', 'done'])[1 + (i / 20) % 2], 1 + (i * 13) % 20000, 1 + (i * 17) % 10000, 1, now(), now()
from (
  select i, (array['Ligar ao', 'Enviar proposta ao', 'Preparar contrato do', 'Pedir documentos ao', 'Rever contas do'])[1 + i % 5] || ' cliente ' || i as title
  from generate_series(1, 10000) i
) task;

insert into crm.activities (
  id, organization_id, type, entity_type, entity_id, lead_id, agent_id, actor_id, actor_name, data, occurred_at, recorded_at)
select id, 1, 'lead_created', 'lead', id, id, assigned_agent_id, assigned_agent_id, 'Agente Número ' || assigned_agent_id,
  jsonb_build_object('name', name, 'source', source), created_at, created_at
from crm.leads
union all
select 20000 + id, 1, 'visit_scheduled', 'visit', id, lead_id, agent_id, agent_id, 'Agente Número ' || agent_id,
  jsonb_build_object('name', 'Visita ' || id, 'scheduled_at', starts_at), created_at, created_at
from crm.visits;

-- Ids of what the server adds come after these.
select setval(format('%I.%I', s.schemaname, s.sequencename)::regclass, 100000) from pg_sequences s where s.schemaname in ('accounts', 'crm');
