-- What the practice did with its instruments: a form that it brought, a citation, one that
-- it no longer offers. Only ever added to; n is the order. A form's wording stands apart,
-- so that the order can be read without it.
create table instrument (id text primary key, n bigint not null unique, at bigint not null, sealed bytea not null);
create table wording (id text primary key references instrument (id), sealed bytea not null);
