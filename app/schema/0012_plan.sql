-- Versions of the plan of a case: none is ever changed, n counts them in their space.
create table adopted (
	id text primary key, space text not null references space (id), n bigint not null,
	at bigint not null, sealed bytea not null,
	unique (space, n)
);
-- What was agreed to be tried between two meetings, and whether the two have looked at it.
create table work (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index work_space on work (space);
-- What a client noted about it: never changed.
create table work_note (
	id text primary key, space text not null references space (id), work text not null references work (id),
	at bigint not null, sealed bytea not null
);
create index work_note_space on work_note (space);
-- A half-written note, in the space that only its writer opens.
create table work_draft (
	work text primary key references work (id), space text not null references space (id),
	at bigint not null, sealed bytea not null
);
