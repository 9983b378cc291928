-- What this practice made of the suggestions of what to ask, and when: every version is kept.
create table battery (id text primary key, at bigint not null, sealed bytea not null);
