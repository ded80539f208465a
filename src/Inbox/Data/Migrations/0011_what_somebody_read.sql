-- A list asks what its reader has read of it: theirs, not everybody's.
create index conversation_reads_of_user on inbox.conversation_reads (organization_id, user_id, conversation_id) include (inbound_count);
