-- What is in the clear: ids, times, and the few states that the work needs. Everything
-- else is sealed. docs/decisions/0002-in-the-clear.md gives the reason for each column.

create table schema_version (version bigint primary key);

-- The key store: wrapped keys, backed up apart from the data.
create table keeping (id bigint primary key, wrapped bytea not null);
create table space_key (space text primary key, wrapped bytea not null);

create table trail (
	chain text not null, seq bigint not null, at bigint not null,
	sealed bytea not null, hash bytea not null,
	primary key (chain, seq)
);
create index trail_at on trail (at);

create table job (
	id text primary key, kind text not null, due bigint not null,
	tries bigint not null, leased bigint not null, sealed bytea not null
);
create index job_due on job (due);

create table letter (id text primary key, at bigint not null, sealed bytea not null);

-- The pulse shows that a write reaches the disk; it holds a moment and nothing else.
create table pulse (id bigint primary key, at bigint not null);

create table practice (id bigint primary key, sealed bytea not null);

create table account (id text primary key, made bigint not null, ended bigint not null, sealed bytea not null);
create table login (hash text primary key, account text not null references account (id));
create index login_account on login (account);
create table secret (
	id text primary key, account text not null references account (id),
	made bigint not null, sealed bytea not null
);
create index secret_account on secret (account);
create table session (
	hash text primary key, account text not null references account (id),
	made bigint not null, seen bigint not null, ends bigint not null, sealed bytea not null
);
create index session_account on session (account);
create table attempt (bucket text primary key, count bigint not null, until bigint not null);
create table invitation (id text primary key, hash text not null unique, about text not null, sealed bytea not null);
create index invitation_about on invitation (about);

create table space (id text primary key, about text not null, sealed bytea not null);
create index space_about on space (about);
create table member (
	space text not null references space (id), person text not null,
	sealed bytea not null, since bigint not null, until bigint not null,
	primary key (space, person)
);
create index member_person on member (person);

create table care_case (
	id text primary key, shared text not null references space (id), contact text not null references space (id),
	opened bigint not null, ended bigint not null, sealed bytea not null
);
create table contact (space text primary key references space (id), sealed bytea not null);
create table consent (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index consent_space on consent (space, id);

create table alert (
	id text primary key, space text not null references space (id), about text not null,
	at bigint not null, sealed bytea not null
);
create index alert_space on alert (space, id);

create table measure (
	id text primary key, space text not null references space (id), made bigint not null,
	due bigint not null, ended bigint not null, sealed bytea not null
);
create index measure_space on measure (space, id);
create table response (
	id text primary key, space text not null references space (id),
	measure text not null references measure (id), at bigint not null, sealed bytea not null
);
create index response_space on response (space, at, id);
create table draft (measure text primary key, space text not null references space (id), at bigint not null, sealed bytea not null);

create table page (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index page_space on page (space, id);
