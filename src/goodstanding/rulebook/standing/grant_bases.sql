-- The oldest grant of the authorizations that need a duty, for each unit of the duty. What ended
-- for good is granted no more.
grant_bases as (
    select n.ob, h.owner_no, @unit_of(o, h) as unit,
        min(h.granted_on) as granted_on
    from held_grants h
    join needs n on n.name = h.name
    join anniversaries a on a.ob = n.ob
    join obligations o on o.ob = n.ob
    where h.final_level is null
    group by n.ob, h.owner_no, @unit_of(o, h)
),
