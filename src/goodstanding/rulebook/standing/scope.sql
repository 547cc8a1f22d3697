-- Who is enrolled and where, and which units each obligation binds since which day.
-- A unit is bound while a row of `grounds` applies; `assigned_on` is the day from which it
-- has been without a break. Units of the whole partner are called ''.
enrolled as (
    select s.program_id, s.partner_id, e.tier, e.zone, e.from_at, e.until_at, e.from_on
    from scope s
    join facts.enrolments e on @owner(e, s)
    where @known(e)
),
located as (
    select e.program_id, e.partner_id, e.tier, e.zone as partner_zone,
        l.entity_id, l.location_id, l.country, l.region, l.zone, l.from_at as placed_at,
        greatest(e.from_at, l.from_at) as from_at,
        least(e.until_at, l.until_at) as until_at,
        greatest(e.from_on, l.from_on) as from_on
    from enrolled e
    join facts.locations l on @owner(l, e)
    where @known(l) and @meet(l, e)
),
grounds as (
    select o.ob, o.unit_kind, p.program_id, p.partner_id,
        case o.unit_kind
            when 1 then cast(p.entity_id as text)
            when 2 then cast(p.location_id as text)
            else ''
        end as unit,
        case when o.unit_kind > 0 then p.entity_id end as entity_id,
        case when o.unit_kind = 2 then p.location_id end as location_id,
        case when o.unit_kind = 2 then p.region end as region,
        case when o.unit_kind = 0 then p.partner_zone else p.zone end as zone,
        cast(p.location_id as text) as place, p.placed_at,
        p.from_at, p.until_at, p.from_on,
        @applies(o, p) as applies
    from obligations o
    join located p on o.placed
    where p.from_at <= :as_of
    union all
    select o.ob, o.unit_kind, e.program_id, e.partner_id,
        '' as unit,
        -- Never a value: it gives the column the type that identifiers have here.
        case when o.placed then e.partner_id end as entity_id,
        case when o.placed then e.partner_id end as location_id,
        cast(null as text) as region,
        e.zone, cast(null as text) as place, e.from_at as placed_at,
        e.from_at, e.until_at, e.from_on,
        @applies_to_tier(o, e) as applies
    from obligations o
    join enrolled e on not o.placed
    where e.from_at <= :as_of
),
held as (
    select g.ob, g.unit_kind, g.program_id, g.partner_id, g.unit, g.entity_id, g.location_id,
        g.region, g.zone, g.applies,
        row_number() over (
            partition by g.ob, g.program_id, g.partner_id, g.unit
            order by case when g.applies then 0 when g.applies is null then 1 else 2 end
                    asc nulls last,
                g.placed_at asc nulls last, g.place collate "C" asc nulls last
        ) as nth
    from grounds g
    where @holds(g)
),
runs as (
    select g.ob, g.program_id, g.partner_id, g.unit, g.from_at, g.from_on,
        max(coalesce(g.until_at, :as_of)) over (
            partition by g.ob, g.program_id, g.partner_id, g.unit
            order by g.from_at asc nulls last, g.from_on asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from grounds g
    where g.applies
),
assigned as (
    select r.ob, r.program_id, r.partner_id, r.unit, r.from_on,
        row_number() over (
            partition by r.ob, r.program_id, r.partner_id, r.unit
            order by r.from_at desc nulls last
        ) as nth
    from runs r
    where coalesce(r.from_at > r.covered_until, true)
),
units as (
    select h.ob, h.unit_kind, h.program_id, h.partner_id, h.unit, h.entity_id, h.location_id,
        h.region, h.zone, coalesce(h.applies, false) as bound, a.from_on as assigned_on
    from held h
    left join assigned a on @unit(a, h) and a.nth = 1
    where h.nth = 1 and coalesce(h.applies, true)
),
