-- The offers that wait are few, and everybody's day asks for them.
create index handover_open on handover (closed, space);
