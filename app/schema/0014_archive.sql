-- That a therapist made a copy of what is in a space: none is ever changed.
create table copied (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index copied_space on copied (space, id);
