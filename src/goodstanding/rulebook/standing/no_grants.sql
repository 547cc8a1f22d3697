-- No authorization needs any duty: every anniversary counts from the assignment.
grant_bases as (
    select o.ob, s.program_id, s.partner_id, '' as unit, cast(null as date) as granted_on
    from scope s
    cross join obligations o
    where false
),
