-- The trust work: revisions of its objects, none of which is ever changed. What an object is
-- called, and of what kind it is, is sealed; n counts the revisions of a thread.
create table trust (
	id text primary key, space text not null references space (id), thread text not null, n bigint not null,
	at bigint not null, sealed bytea not null,
	unique (space, thread, n)
);
