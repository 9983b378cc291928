-- What somebody has begun to write in the trust work: one row in a space that only they open.
create table trust_draft (
	space text primary key references space (id), at bigint not null, sealed bytea not null
);
