-- Messages between the people inside a space: sealed is what was written and never changes,
-- state is who has read it and whether a letter went out.
create table message (
	id text primary key, space text not null references space (id), at bigint not null,
	sealed bytea not null, state bytea not null
);
create index message_space on message (space, at, id);
