-- Who is enrolled and where, and which units each obligation binds since which day.
-- A unit is bound while a row of `grounds` applies; `assigned_on` is the first day on which we
-- knew of a ground that held, since it has been bound without a break: `since_on` of a fact is
-- the later of both. Units of the whole partner are called ''.
-- Here and below one table of a partner's own meets another in a full join, and what found no
-- partner is dropped by coalesce(): such a join is hashed, while a plan made for any number of
-- partners would loop over an inner one. A window is only for the few rows that need an order.
enrolled as (
    select s.owner_no, s.partner_id, e.tier, e.zone, e.from_at, e.until_at, e.since_on
    from scope s
    join facts.enrolments e on @of(e, s)
    where @known(e)
),
sited as (
    select s.owner_no, s.partner_id, e.tier, e.zone as partner_zone,
        l.entity_id, l.location_id, l.country, l.region, l.zone, l.from_at as placed_at,
        greatest(e.from_at, l.from_at) as from_at,
        least(e.until_at, l.until_at) as until_at,
        greatest(e.since_on, l.since_on) as since_on
    from scope s
    join facts.enrolments e on @of(e, s)
    join facts.locations l on @of(l, s)
    where @known(e) and @known(l) and @meet(l, e)
),
-- What day it is in each zone: a day before `today` is over, that day and later ones are not.
zones as (
    select z.zone, max(y.day) as today,
        row_number() over (order by z.zone collate "C" asc nulls last) as zone_no
    from (select e.zone from enrolled e union select l.zone from sited l) z
    left join facts.days y on y.zone = z.zone and @near(y) and y.starts_at <= :as_of
    group by z.zone
),
located as (
    select l.owner_no, l.partner_id, l.tier, l.partner_zone, w.zone_no as partner_zone_no,
        l.entity_id, l.location_id, l.country, l.region, l.zone, z.zone_no,
        l.placed_at, l.from_at, l.until_at, l.since_on
    from sited l
    join zones z on z.zone = l.zone
    join zones w on w.zone = l.partner_zone
),
grounds as (
    select o.ob, o.unit_kind, p.owner_no,
        @unit_id(o, p) as unit_id,
        case when o.unit_kind = 2 then cast(p.entity_id as text) end as entity,
        case when o.unit_kind = 2 then p.region end as region,
        p.location_id as place_id,
        case when o.unit_kind = 0 then p.partner_zone_no else p.zone_no end as zone_no,
        p.placed_at, p.from_at, p.until_at, p.since_on,
        @applies(o, p) as applies @part_of(o, p)
    from located p
    join obligations o on o.placed
    where p.from_at <= :as_of
    union all
    select o.ob, o.unit_kind, e.owner_no, e.partner_id as unit_id,
        cast(null as text) as entity, cast(null as text) as region,
        nullif(e.partner_id, e.partner_id) as place_id, z.zone_no,
        e.from_at as placed_at, e.from_at, e.until_at, e.since_on,
        @applies_to_tier(o, e) as applies @no_part(e)
    from enrolled e
    join zones z on z.zone = e.zone
    join obligations o on not o.placed
    where e.from_at <= :as_of
    @licensed_grounds(o)
),
-- Most units have nothing behind them but rows that hold, alike and in one zone. What is
-- compared is one number: whether it applies, the zone, and since when; 0 for what has ended.
ground_sums as (
    select g.ob, g.owner_no, g.unit_id @part(g),
        max(g.unit_kind) as unit_kind, max(g.entity) as entity, max(g.region) as region,
        min(g.mark) as mark, max(g.mark) as last_mark
    from (
        select g.ob, g.unit_kind, g.owner_no, g.unit_id, g.entity, g.region,
            case
                when g.until_at <= :as_of then 0
                when g.applies then @mark(g.zone_no + 20000, g.since_on)
                when g.applies is null then @mark(g.zone_no + 10000, g.since_on)
                else @mark(g.zone_no, g.since_on)
            end as mark @part(g)
        from grounds g
    ) g
    group by g.ob, g.owner_no, g.unit_id @part(g)
),
told_units as (
    select s.ob, s.unit_kind, s.owner_no, s.unit_id, s.entity, s.region,
        @marked(s.mark) as told, @marked(s.last_mark) as last_told,
        @marked_on(s.mark) as assigned_on @part(s)
    from ground_sums s
),
mixed_grounds as (
    select g.ob, g.unit_kind, g.owner_no, g.unit_id, g.entity, g.region,
        g.zone_no, g.applies, g.from_at, g.since_on,
        @holds(g) as in_force,
        row_number() over (
            partition by g.ob, g.owner_no, g.unit_id @part(g)
            order by case
                    when @holds(g) and g.applies then 0
                    when @holds(g) and g.applies is null then 1
                    else 2
                end asc nulls last,
                g.placed_at asc nulls last, g.place_id asc nulls last
        ) as nth,
        max(coalesce(g.until_at, :as_of)) over (
            partition by g.ob, g.owner_no, g.unit_id, g.applies @part(g)
            order by g.from_at asc nulls last, g.since_on asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as covered_until @part(g)
    from grounds g
    full join (
        select m.ob, m.owner_no, m.unit_id, true as mixed @part(m)
        from told_units m
        where m.told < m.last_told
    ) s on s.ob = g.ob and @owner(s, g) and s.unit_id = g.unit_id @same_part(s, g)
    where coalesce(s.mixed, false)
),
-- Of the grounds of the run that goes on, the first day that counts.
assigned_grounds as (
    select g.ob, g.unit_kind, g.owner_no, g.unit_id, g.entity, g.region,
        g.zone_no, g.applies, g.in_force, g.nth,
        min(case when g.applies and g.from_at >= g.run_at then g.since_on end) over (
            partition by g.ob, g.owner_no, g.unit_id @part(g)
        ) as assigned_on @part(g)
    from (
        select g.ob, g.unit_kind, g.owner_no, g.unit_id, g.entity, g.region,
            g.zone_no, g.applies, g.from_at, g.since_on, g.in_force, g.nth,
            max(case
                when g.applies and coalesce(g.from_at > g.covered_until, true) then g.from_at
            end) over (
                partition by g.ob, g.owner_no, g.unit_id @part(g)
            ) as run_at @part(g)
        from mixed_grounds g
    ) g
),
named_units as (
    select s.ob, s.unit_kind, s.owner_no, s.unit_id, s.entity, s.region,
        s.told - case when s.told > 20000 then 20000 else 10000 end as zone_no,
        s.told > 20000 as bound,
        case when s.told > 20000 then s.assigned_on end as assigned_on @part(s)
    from told_units s
    where s.told = s.last_told and s.told > 10000
    union all
    select g.ob, g.unit_kind, g.owner_no, g.unit_id, g.entity, g.region,
        g.zone_no, coalesce(g.applies, false) as bound,
        case when g.applies then g.assigned_on end as assigned_on @part(g)
    from assigned_grounds g
    where g.nth = 1 and g.in_force and coalesce(g.applies, true)
),
units as (
    select u.ob, u.unit_kind, u.owner_no, u.unit_id, @unit_name(u) as unit,
        case when u.unit_kind in (1, 4) then cast(u.unit_id as text) else u.entity end as entity,
        case when u.unit_kind = 2 then cast(u.unit_id as text) end as place,
        @unit_region(u) as region, z.zone, u.bound, u.assigned_on @part(u)
    from named_units u
    join zones z on z.zone_no = u.zone_no
),
