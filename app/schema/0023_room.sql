-- The live place of a session: every step that somebody took in it, in order, never changed;
-- and what was made sure of before a session from afar, every version kept.
create table room_step (
	id text primary key, space text not null references space (id), meeting text not null references meeting (id),
	n bigint not null, at bigint not null, sealed bytea not null,
	unique (meeting, n)
);
create table room_gate (
	id text primary key, space text not null references space (id), meeting text not null references meeting (id),
	n bigint not null, at bigint not null, sealed bytea not null,
	unique (meeting, n)
);
create index room_gate_space on room_gate (space, at);
-- Where a therapist may practise, and until when: sealed with the key of the practice.
create table licence (
	person text primary key references account (id), at bigint not null, sealed bytea not null
);
