-- What was decided about how a case goes: none is ever changed, n counts them in their space.
create table decision (
	id text primary key, space text not null references space (id), n bigint not null,
	at bigint not null, sealed bytea not null,
	unique (space, n)
);
-- The practice's expected courses, sealed with its key.
create table expected (id bigint primary key, sealed bytea not null);
