-- A due day that is no working day, by the calendar of the unit's country or else by the rule
-- book's own, moves to the next one: after all else, so that what counts from it stays put.
waived as (
    select d.ob, d.unit_kind, d.owner_no, d.unit, d.zone, d.bound, d.met,
        d.lapsed, d.have, d.need, d.fact, d.note, d.waiver, d.turns_at,
        case
            when d.due_on is null or d.due_on < date '2000-01-01' or @works(w) then d.due_on
            else coalesce(t.day, date '9999-12-31')
        end as due_on
    from unrolled_waived d
    cross join rolling r
    full join unit_countries c on @owner(c, d) and c.unit_kind = d.unit_kind and c.unit = d.unit
    left join facts.workdays w on w.calendar = coalesce(c.country, r.calendar) and w.day = d.due_on
    @off_days(w, 1)
    left join facts.workdays t on t.calendar = w.calendar and t.works
        and t.ordinal = @nth_workday(w, 1)
    where coalesce(d.ob, 0) > 0
),
