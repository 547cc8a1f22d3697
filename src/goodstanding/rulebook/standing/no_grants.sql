-- No authorization needs any duty: every anniversary counts from the assignment.
grant_bases as (
    select o.ob, s.owner_no, '' as unit, cast(null as date) as granted_on
    from scope s
    cross join obligations o
    where false
),
