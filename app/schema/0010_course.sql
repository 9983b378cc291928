-- Readings of a space, folded: many in one row, up to and with the moment that the row names.
create table course (
	space text not null references space (id), mark bigint not null, sealed bytea not null,
	primary key (space, mark)
);
