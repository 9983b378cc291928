-- Which rows of a list have changed: SQLite reads it from the index alone, and not from the rows.
-- How a seal begins, 32 bytes of it, tells it from all others.
create index bunch_seal on bunch (list, n, substr(sealed, 1, 32));
create index listed_more on listed (list, about, substr(more, 1, 32));
