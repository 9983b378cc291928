-- Devices that may be woken. In the clear: whose, and a keyed hash of where, so that a
-- device listens for one person only.
create table push_device (
	id text primary key, person text not null references account (id),
	hash text not null unique, at bigint not null, sealed bytea not null
);
create index push_device_person on push_device (person);
