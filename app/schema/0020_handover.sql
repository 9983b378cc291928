-- How a case goes to another therapist. What one of them tells the other is in a space of its
-- own; shared is the space that the two of a case have in common, closed when nothing more can
-- come of it. What the client is told, and says, is only ever added to, where they answer.
create table handover (
	id text primary key, space text not null unique references space (id), shared text not null references space (id),
	at bigint not null, closed bigint not null, sealed bytea not null
);
create index handover_shared on handover (shared, closed);
create table handover_told (
	id text primary key, handover text not null references handover (id), space text not null references space (id),
	n bigint not null, at bigint not null, sealed bytea not null,
	unique (space, n)
);
