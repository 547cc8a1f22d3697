-- The grants that hold now, with their place.
held_grants as (
    select g.owner_no, g.grant_id, g.name,
        g.granted_on, g.final_level, cast(l.location_id as text) as place,
        cast(l.entity_id as text) as entity, coalesce(l.region, '') as region, l.zone
    from granted g
    full join located l on @owner(l, g) and l.location_id = g.location_id
    where coalesce(@holds(g), false) and coalesce(@holds(l), false)
),
