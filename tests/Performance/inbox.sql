-- The inbox of the agency of bench/crm/seed.sql: 20,000 people with a conversation each, 100,000 messages, notes, labels. User 1 has 400 of the conversations.
insert into inbox.numbers (id, organization_id, display_phone_number, phone_number_id, created_at)
values ('00000000-0000-7000-8000-000000000001', 1, '+351 210 000 001', '100000000000001', '2025-01-01');

insert into inbox.departments (id, organization_id, name, created_at, updated_at)
select ('00000000-0000-7000-8001-' || lpad(i::text, 12, '0'))::uuid, 1, 'Departamento ' || i, '2025-01-01', '2025-01-01' from generate_series(1, 5) i;

insert into inbox.department_members (organization_id, department_id, user_id, added_at)
select 1, ('00000000-0000-7000-8001-' || lpad((1 + i % 5)::text, 12, '0'))::uuid, i, '2025-01-01' from generate_series(1, 50) i;

insert into inbox.queues (id, organization_id, department_id, name, strategy, is_default, created_at, updated_at)
select ('00000000-0000-7000-8002-' || lpad(i::text, 12, '0'))::uuid, 1, ('00000000-0000-7000-8001-' || lpad(i::text, 12, '0'))::uuid, 'Fila', 'manual', true,
  '2025-01-01', '2025-01-01'
from generate_series(1, 5) i;

insert into inbox.labels (id, organization_id, name, color, created_at)
select ('00000000-0000-7000-8003-' || lpad(i::text, 12, '0'))::uuid, 1, 'Etiqueta ' || i, '#112233', '2025-01-01' from generate_series(1, 20) i;

insert into inbox.contacts (id, organization_id, name, phone, phone_key, wa_id, created_at, updated_at)
select ('00000000-0000-7000-8004-' || lpad(i::text, 12, '0'))::uuid, 1,
  (array['Maria', 'João', 'Inês', 'Rui', 'Ana', 'Tiago'])[1 + i % 6] || ' ' || (array['Silva', 'Santos', 'Melo', 'Araújo', 'Conceição'])[1 + i % 5] || ' ' || i,
  '351912' || lpad(i::text, 6, '0'), '351912' || lpad(i::text, 6, '0'), '351912' || lpad(i::text, 6, '0'), at, at
from (select i, timestamptz '2025-01-01 00:00Z' + i * interval '25 minutes' as at from generate_series(1, 20000) i) people;

insert into inbox.conversations (id, organization_id, number_id, contact_id, status, bot_active, assigned_to, department_id, queue_id, last_message,
  last_message_at, last_inbound_at, inbound_count, created_at, updated_at)
select ('00000000-0000-7000-8005-' || lpad(i::text, 12, '0'))::uuid, 1, '00000000-0000-7000-8000-000000000001',
  ('00000000-0000-7000-8004-' || lpad(i::text, 12, '0'))::uuid, case when i % 20 = 0 then 'open' when i % 200 = 1 then 'pending' else 'closed' end, false,
  case when i % 200 = 1 then null else 1 + i % 50 end, ('00000000-0000-7000-8001-' || lpad((1 + i % 5)::text, 12, '0'))::uuid,
  ('00000000-0000-7000-8002-' || lpad((1 + i % 5)::text, 12, '0'))::uuid, 'Obrigado', at, at, 3, at, at
from (select i, timestamptz '2025-01-01 00:00Z' + i * interval '25 minutes' as at from generate_series(1, 20000) i) talks;

insert into inbox.messages (id, organization_id, conversation_id, direction, type, text, status, sent_by, created_at)
select ('00000000-0000-7000-8006-' || lpad((i * 5 + n)::text, 12, '0'))::uuid, 1, ('00000000-0000-7000-8005-' || lpad(i::text, 12, '0'))::uuid,
  case when n % 2 = 0 then 'inbound' else 'outbound' end, 'text', 'Bom dia, procuro casa em ' || (array['Cascais', 'Évora', 'Porto'])[1 + i % 3] || ', n.º ' || md5(i::text),
  case when n % 2 = 0 then 'received' else 'read' end, case when n % 2 = 0 then 'contact' else 'bot' end,
  timestamptz '2025-01-01 00:00Z' + i * interval '25 minutes' + n * interval '1 minute'
from generate_series(1, 20000) i cross join generate_series(0, 4) n;

insert into inbox.notes (id, organization_id, conversation_id, user_id, text, created_at)
select ('00000000-0000-7000-8007-' || lpad(i::text, 12, '0'))::uuid, 1, ('00000000-0000-7000-8005-' || lpad(i::text, 12, '0'))::uuid, 1 + i % 50, 'Ligar de tarde', '2025-06-01'
from generate_series(1, 20000) i;

insert into inbox.conversation_labels (organization_id, conversation_id, label_id, added_at)
select 1, ('00000000-0000-7000-8005-' || lpad(i::text, 12, '0'))::uuid, ('00000000-0000-7000-8003-' || lpad((1 + i % 20)::text, 12, '0'))::uuid, '2025-06-01'
from generate_series(1, 20000) i;

insert into inbox.conversation_reads (organization_id, conversation_id, user_id, inbound_count, read_at)
select 1, ('00000000-0000-7000-8005-' || lpad(i::text, 12, '0'))::uuid, 1 + i % 50, 3, '2025-06-01' from generate_series(1, 20000) i;
