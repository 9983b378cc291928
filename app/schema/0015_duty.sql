-- Worksheets for when somebody may be in danger. What is being written, by window; signed
-- ones; and what was added to them. A signed one and an addition are only ever added.
create table duty_sheet (
	id text primary key, space text not null references space (id), thread text not null, n bigint not null,
	at bigint not null, sealed bytea not null
);
create index duty_sheet_space on duty_sheet (space, thread, n);
create table duty (
	id text primary key, space text not null references space (id), at bigint not null, sealed bytea not null
);
create index duty_space on duty (space, at, id);
create table duty_added (
	id text primary key, space text not null references space (id), duty text not null references duty (id),
	at bigint not null, sealed bytea not null
);
create index duty_added_space on duty_added (space, duty, at, id);
