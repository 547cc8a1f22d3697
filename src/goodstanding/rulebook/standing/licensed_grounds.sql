union all
    -- Duties of who holds an authorization bind where and while it is held; what is lost for good
    -- is on record, and held no more.
    select o.ob, o.unit_kind, p.owner_no,
        @unit_id(o, p) as unit_id,
        case when o.unit_kind = 2 then cast(p.entity_id as text) end as entity,
        case when o.unit_kind = 2 then p.region end as region,
        p.location_id as place_id,
        case when o.unit_kind = 0 then p.partner_zone_no else p.zone_no end as zone_no,
        p.placed_at, greatest(p.from_at, g.from_at) as from_at,
        least(p.until_at, g.until_at) as until_at,
        greatest(p.since_on, g.since_on) as since_on,
        @applies(o, p) as applies @part_of(o, p)
    from located p
    full join granted g on @owner(g, p) and g.location_id = p.location_id
    join licences n on n.name = g.name
    join obligations o on o.ob = n.ob
    where coalesce(p.from_at <= :as_of, false) and coalesce(g.from_at <= :as_of, false)
        and g.final_level is null
        and @meet(p, g)
