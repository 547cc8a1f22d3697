-- No fact that comes into play later.
select s.owner_no, cast(null as timestamptz) as turns_at from scope s where false
