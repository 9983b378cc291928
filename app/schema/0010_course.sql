-- Readings of a space, folded: many in one row, up to and with the moment that the row names.
create table course (
	space text not null references space (id), mark bigint not null, sealed bytea not null,
	primary key (space, mark)
);
-- Lines of a list in short, a few in one row: turn counts how often it was written. A line of
-- which n is 0 stands in its own row, as an earlier Tillit wrote it.
create table bunch (
	list text not null references space (id), n bigint not null, turn bigint not null, sealed bytea not null,
	primary key (list, n)
);
alter table listed add column n bigint not null default 0;
create index listed_bunch on listed (list, n);
