-- Due days in working days: so many after the day found so far, by the calendar of the country
-- of the unit or, where no country is known, by the rule book's own. Where a calendar ends too
-- soon the day is one that no calendar has, and so the duty unknown.
duties as (
    select d.ob, d.unit_kind, d.owner_no, d.unit, d.zone, d.bound, d.met, d.lapsed,
        case
            when n.workdays is null or d.due_on is null then d.due_on
            else coalesce(t.day, date '9999-12-31')
        end as due_on,
        d.have, d.need, d.fact, d.note, d.turns_at
    from day_duties d
    full join unit_countries c on @owner(c, d) and c.unit_kind = d.unit_kind and c.unit = d.unit
    left join workday_waits n on n.ob = d.ob
    left join facts.workdays w on w.calendar = coalesce(c.country, n.calendar)
        and w.day = greatest(d.due_on, date '2000-01-01')
    @off_days(w, n.workdays)
    left join facts.workdays t on t.calendar = w.calendar and t.works
        and t.ordinal = @nth_workday(w, n.workdays)
    where coalesce(d.ob, 0) > 0
),
