-- Versions of a safety plan: none is ever changed, n counts them in their space.
create table plan (
	id text primary key, space text not null references space (id), n bigint not null,
	at bigint not null, sealed bytea not null,
	unique (space, n)
);
