-- What a clinician's day is read from: one sealed line for each case, in a list that only
-- they open; more is what is read of those that are drawn. It is written with whatever changes in the case.
create table list (person text primary key, space text not null references space (id));
create table listed (
	list text not null references space (id), about text not null, person text not null,
	sealed bytea not null, more bytea not null,
	primary key (list, about)
);
create index listed_about on listed (about);
-- What a response meant, without its answers: what a course is drawn from.
alter table response add column reading bytea;
