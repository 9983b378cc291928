-- Which rows of a list have changed is read from the index alone, not from the rows.
create index bunch_seal on bunch (list, n, substr(sealed, 1, 32));
