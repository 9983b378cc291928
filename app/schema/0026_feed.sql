-- The day on which a calendar of one's own was last fetched: that it was is kept in the trail once a
-- day, however often a program asks.
alter table feed add column seen bigint not null default 0;
