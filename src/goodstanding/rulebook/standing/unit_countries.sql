-- The country whose working days count for a unit: that of its oldest location.
unit_countries as (
    select c.owner_no, c.unit_kind, c.unit, c.country
    from (
        select u.owner_no, u.unit_kind, u.unit, u.country,
            row_number() over (
                partition by u.owner_no, u.unit_kind, u.unit
                order by u.placed_at asc nulls last, u.location_id asc nulls last
            ) as nth
        from (
            select l.owner_no, k.unit_kind, l.country, l.placed_at, l.location_id,
                case k.unit_kind
                    when 1 then cast(l.entity_id as text)
                    when 2 then cast(l.location_id as text)
                    when 3 then ':' || coalesce(l.region, '')
                    else cast(l.entity_id as text) || ':' || coalesce(l.region, '')
                end as unit
            from located l
            join (select distinct o.unit_kind from obligations o @granted_units(o)) k on k.unit_kind > 0
            where @holds(l)
        ) u
    ) c
    where c.nth = 1
),
