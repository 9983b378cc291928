-- Sounds and pictures of a practice's own, for sets: one never changes, what is said of it (taken away,
-- brought back) is only ever added. All sealed with the key of the practice; they are about nobody.
create table own (
	id text primary key, at bigint not null, sealed bytea not null, content bytea not null
);
create table own_word (
	id text primary key, own text not null references own (id), n bigint not null, at bigint not null, sealed bytea not null,
	unique (own, n)
);
