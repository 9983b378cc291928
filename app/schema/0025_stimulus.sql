-- What stimulation may be here, and settings kept under a name. The practice's own are sealed with
-- the key of the practice; those of a case lie in its space. All of it is only ever added to.
create table stimulus_limit (
	id text primary key, at bigint not null, sealed bytea not null
);
create table preset (
	id text primary key, thread text not null, n bigint not null, at bigint not null, sealed bytea not null,
	unique (thread, n)
);
create table stimulus (
	id text primary key, space text not null references space (id), thread text not null, n bigint not null, at bigint not null,
	sealed bytea not null,
	unique (thread, n)
);
create index stimulus_space on stimulus (space);
