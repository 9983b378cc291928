-- What the practice did with its instruments: a form that it brought, a citation, one that
-- it no longer offers. Only ever added to; n is the order. A form's wording stands apart,
-- so that the order can be read without it.
create table instrument (id text primary key, n bigint not null unique, at bigint not null, sealed bytea not null);
create table wording (id text primary key references instrument (id), sealed bytea not null);
-- Earlier answers that a therapist brings into a case from a file. The rows wait in parts;
-- next is the part that comes next, so that none is done twice. What a part leaves behind
-- is which of its rows were not taken, and why.
create table bring (
	id text primary key, space text not null references space (id), at bigint not null,
	next bigint not null, sealed bytea not null, state bytea not null
);
create index bring_space on bring (space, id);
create table bring_part (
	bring text not null references bring (id), n bigint not null,
	space text not null references space (id), sealed bytea not null,
	primary key (bring, n)
);
