-- The place of a step that is made in another branch; when that comes in, this file goes out.
select 1;
