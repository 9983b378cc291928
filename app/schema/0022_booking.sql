-- When people meet. An appointment lies in the contact space of each person whom it concerns:
-- one of two people has the same id in both. Nothing in it says what kind of case it is.
create table appointment (
	id text not null, space text not null references space (id), at bigint not null, sealed bytea not null,
	primary key (space, id)
);
create index appointment_id on appointment (id);
create index appointment_at on appointment (at, id);
-- When a therapist is taken, for whoever books and may read none of their appointments. Until
-- when is sealed with the key of the practice.
create table taken (
	id text primary key, therapist text not null, at bigint not null, sealed bytea not null
);
create index taken_by on taken (therapist, at);
-- What a therapist opened for booking, and what the practice says about it.
create table opening (
	person text primary key, sealed bytea not null
);
-- The secret address of a calendar of one's own, as a hash.
create table feed (
	person text primary key, hash text not null unique, at bigint not null
);
-- How a person wants to hear of appointments.
create table hearing (
	space text primary key references space (id), sealed bytea not null
);
-- Who waits for an appointment, since when. What they wish, and what they were offered, is sealed.
create table waiting (
	space text primary key references space (id), at bigint not null, sealed bytea not null
);
