-- Questions that each partner of a couple answers alone. That they are asked stands in the
-- partner's own space; what was answered is dropped where the therapist alone reads it.
create table alone (
	id text primary key, space text not null references space (id), asked bigint not null,
	answered bigint not null, sealed bytea not null
);
create index alone_space on alone (space, id);
create table dropped (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index dropped_space on dropped (space, id);
