-- Due days in working days: so many after the day found so far, by the calendar of the country
-- of the unit's oldest location or, where no country is known, by the rule book's own. Where a
-- calendar ends too soon the day is one that no calendar has, and so the duty unknown.
unit_countries as (
    select c.program_id, c.partner_id, c.unit_kind, c.unit, c.country
    from (
        select u.program_id, u.partner_id, u.unit_kind, u.unit, u.country,
            row_number() over (
                partition by u.program_id, u.partner_id, u.unit_kind, u.unit
                order by u.placed_at asc nulls last, u.location_id asc nulls last
            ) as nth
        from (
            select l.program_id, l.partner_id, k.unit_kind, l.country, l.placed_at, l.location_id,
                case k.unit_kind
                    when 1 then cast(l.entity_id as text)
                    when 2 then cast(l.location_id as text)
                    when 3 then ':' || coalesce(l.region, '')
                    else cast(l.entity_id as text) || ':' || coalesce(l.region, '')
                end as unit
            from located l
            join (select distinct o.unit_kind from obligations o) k on k.unit_kind > 0
            where @holds(l)
        ) u
    ) c
    where c.nth = 1
),
duties as (
    select d.ob, d.unit_kind, d.program_id, d.partner_id, d.unit, d.zone, d.bound, d.met, d.lapsed,
        case
            when n.workdays is null or d.due_on is null then d.due_on
            else coalesce(t.day, date '9999-12-31')
        end as due_on,
        d.have, d.need, d.fact, d.note, d.turns_at
    from day_duties d
    left join workday_waits n on n.ob = d.ob
    left join unit_countries c on @owner(c, d) and c.unit_kind = d.unit_kind and c.unit = d.unit
    left join facts.workdays w on w.calendar = coalesce(c.country, n.calendar) and w.day = d.due_on
    left join facts.workdays t on t.calendar = w.calendar and t.works
        and t.ordinal = w.ordinal + n.workdays
),
