-- Its number is kept for booking: when that comes, this file goes.
select 1;
