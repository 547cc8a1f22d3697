-- No fact that comes into play later.
select s.program_id, s.partner_id, cast(null as timestamptz) as turns_at from scope s where false
