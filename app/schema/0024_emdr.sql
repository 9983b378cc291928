-- EMDR. What is planned for a case, in versions that are only ever added to: themes, targets,
-- ratings, readiness, the client's log. What was done in sessions, step by step. And who is
-- trained for it, as a therapist said and an owner confirmed; that belongs to the practice.
create table emdr (
	id text primary key, space text not null references space (id), n bigint not null, at bigint not null, sealed bytea not null,
	unique (space, n)
);
create table emdr_step (
	id text primary key, space text not null references space (id), meeting text not null, n bigint not null, at bigint not null, sealed bytea not null,
	unique (space, n)
);
create table emdr_training (
	id text primary key, n bigint not null unique, at bigint not null, sealed bytea not null
);
