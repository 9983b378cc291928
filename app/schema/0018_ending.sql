-- How a treatment ends: every version of what is prepared for it, and of the plan for later
-- that client and therapist write. None is ever changed, n counts them in their space.
create table ending (
	id text primary key, space text not null references space (id), n bigint not null,
	at bigint not null, sealed bytea not null,
	unique (space, n)
);
create table relapse (
	id text primary key, space text not null references space (id), n bigint not null,
	at bigint not null, sealed bytea not null,
	unique (space, n)
);
-- How long a case is kept, holds and erasures of it: only ever added to; about names the case.
create table keeping_word (
	id text primary key, about text not null, n bigint not null, at bigint not null, sealed bytea not null,
	unique (about, n)
);
-- The key store: spaces whose key was destroyed, and when. A restore obeys it.
create table destroyed (space text primary key, at bigint not null);
