-- What was said about one consent: asked for, signed, refused, taken back. And how a case
-- begins: referral, first call, history, what the therapist knows about safety, decisions.
-- Both are only ever added to. A draft is in the space that only its writer opens.
create table consent_word (
	id text primary key, space text not null references space (id), n bigint not null, at bigint not null, sealed bytea not null,
	unique (space, n)
);
create table intake (
	id text primary key, space text not null references space (id), n bigint not null, at bigint not null, sealed bytea not null,
	unique (space, n)
);
create table intake_draft (
	space text primary key references space (id), at bigint not null, sealed bytea not null
);
