-- Grants: which location was authorized to what, and when.
granted as (
    select s.owner_no, g.grant_id, g.location_id, g.name, g.granted_on,
        g.final_level, g.from_at, g.until_at, g.since_on
    from scope s
    join facts.grants g on @of(g, s)
    where @known(g) and g.name in (select n.name from grant_names n)
),
grant_turns as (
    select x.owner_no, @turn(x) as turns_at
    from granted x
),
