-- Permissions to tell somebody outside, what was told to whom, and what clients asked about
-- their record. What was told is only ever added to; one that may not be seen yet stands in
-- a space that the client is not reading.
create table permit (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index permit_space on permit (space, id);
create table told (
	id text not null, space text not null references space (id), at bigint not null, sealed bytea not null,
	primary key (space, id)
);
create table asking (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index asking_space on asking (space, id);
