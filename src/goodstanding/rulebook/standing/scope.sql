-- Who is enrolled and where, and which units each obligation binds since which day.
-- A unit is bound while a row of `grounds` applies; `assigned_on` is the day from which it
-- has been without a break. Units of the whole partner are called ''.
-- Here and below one table of a partner's own is never joined to another: a plan made for
-- any number of partners would loop over both. They are grouped, ranked or added up instead.
enrolled as (
    select s.program_id, s.partner_id, e.tier, e.zone, e.from_at, e.until_at, e.from_on
    from scope s
    join facts.enrolments e on @owner(e, s)
    where @known(e)
),
located as (
    select s.program_id, s.partner_id, e.tier, e.zone as partner_zone,
        l.entity_id, l.location_id, l.country, l.region, l.zone, l.from_at as placed_at,
        greatest(e.from_at, l.from_at) as from_at,
        least(e.until_at, l.until_at) as until_at,
        greatest(e.from_on, l.from_on) as from_on
    from scope s
    join facts.enrolments e on @owner(e, s)
    join facts.locations l on @owner(l, s)
    where @known(e) and @known(l) and @meet(l, e)
),
grounds as (
    select o.ob, o.unit_kind, p.program_id, p.partner_id,
        case o.unit_kind
            when 1 then cast(p.entity_id as text)
            when 2 then cast(p.location_id as text)
            else ''
        end as unit,
        cast(p.entity_id as text) as entity, cast(p.location_id as text) as place, p.region,
        case when o.unit_kind = 0 then p.partner_zone else p.zone end as zone,
        p.placed_at, p.from_at, p.until_at, p.from_on,
        @applies(o, p) as applies
    from located p
    join obligations o on o.placed
    where p.from_at <= :as_of
    union all
    select o.ob, o.unit_kind, e.program_id, e.partner_id, '' as unit,
        cast(null as text) as entity, cast(null as text) as place,
        cast(null as text) as region, e.zone,
        e.from_at as placed_at, e.from_at, e.until_at, e.from_on,
        @applies_to_tier(o, e) as applies
    from enrolled e
    join obligations o on not o.placed
    where e.from_at <= :as_of
),
ranked_grounds as (
    select g.ob, g.unit_kind, g.program_id, g.partner_id, g.unit, g.entity, g.place, g.region,
        g.zone, g.applies, g.from_at, g.from_on,
        @holds(g) as in_force,
        row_number() over (
            partition by g.ob, g.program_id, g.partner_id, g.unit
            order by case
                    when @holds(g) and g.applies then 0
                    when @holds(g) and g.applies is null then 1
                    else 2
                end asc nulls last,
                g.placed_at asc nulls last, g.place collate "C" asc nulls last
        ) as nth,
        max(coalesce(g.until_at, :as_of)) over (
            partition by g.ob, g.program_id, g.partner_id, g.unit, g.applies
            order by g.from_at asc nulls last, g.from_on asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from grounds g
),
assigned_grounds as (
    select g.ob, g.unit_kind, g.program_id, g.partner_id, g.unit, g.entity, g.place, g.region,
        g.zone, g.applies, g.in_force, g.nth,
        max(case
            when g.applies and coalesce(g.from_at > g.covered_until, true) then g.from_on
        end) over (partition by g.ob, g.program_id, g.partner_id, g.unit) as assigned_on
    from ranked_grounds g
),
units as (
    select g.ob, g.unit_kind, g.program_id, g.partner_id, g.unit, g.entity, g.place, g.region,
        g.zone, coalesce(g.applies, false) as bound,
        case when g.applies then g.assigned_on end as assigned_on
    from assigned_grounds g
    where g.nth = 1 and g.in_force and coalesce(g.applies, true)
),
