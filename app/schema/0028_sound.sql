-- Sounds of a practice's own, for sets: a pair never changes, what is said of it (taken away, brought
-- back) is only ever added. All sealed with the key of the practice; they are about nobody.
create table sound (
	id text primary key, at bigint not null, sealed bytea not null, tones bytea not null
);
create table sound_word (
	id text primary key, sound text not null references sound (id), n bigint not null, at bigint not null, sealed bytea not null,
	unique (sound, n)
);
