-- The first notice about each duty that is known by its own name.
first_services as (
    select u.ob, u.owner_no, u.unit,
        min(s.served_on) filter (
            where u.bound and s.served_at <= :as_of and (s.entity_id is null or u.unit_kind in (0, 3)
                or cast(s.entity_id as text) = u.entity)
        ) as served_on
    from (
        select u.ob, u.unit_kind, u.owner_no, u.unit, u.entity, u.bound,
            n.source
        from units u
        join obligations o on o.ob = u.ob and o.anchor = 0
        join sources n on n.ob = u.ob
    ) u
    full join served s on @owner(s, u) and s.subject = u.source
    where coalesce(u.ob, 0) > 0
    group by u.ob, u.owner_no, u.unit
),
