-- Sessions as they are held, what is put on the agenda for them, what is being written about
-- them in the space that only its writer opens, and signed notes. A note and an amendment are
-- only ever added: nothing in this house changes them.
create table meeting (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index meeting_space on meeting (space, at, id);
create table agenda (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index agenda_space on agenda (space, at, id);
create table sheet (
	id text primary key, space text not null references space (id), meeting text not null references meeting (id),
	n bigint not null, at bigint not null, sealed bytea not null
);
create index sheet_space on sheet (space, meeting, n);
create table note (
	id text primary key references meeting (id), space text not null references space (id), n bigint not null,
	at bigint not null, sealed bytea not null,
	unique (space, n)
);
create table amendment (
	id text primary key, space text not null references space (id), note text not null references note (id),
	at bigint not null, sealed bytea not null
);
create index amendment_note on amendment (space, note, at, id);
