-- A due day by anniversary: the first one, never the day it counts from, on or after the first
-- day on which all else lets the duty fall due; then the time after it.
counted_years as (
    select d.ob, d.unit_kind, d.owner_no, d.unit, d.zone, d.bound, d.met,
        d.lapsed, d.due_on, d.have, d.need, d.fact, d.note, d.turns_at,
        a.after_months, a.after_days, b.base_on, @years(b.base_on, d.due_on) as years
    from undated d
    full join bases b on b.ob = d.ob and @owner(b, d)
        and b.unit = case when d.unit_kind = 0 then '' else d.unit end
    left join anniversaries a on a.ob = d.ob
    where coalesce(d.ob, 0) > 0
),
yearly_duties as (
    select c.ob, c.unit_kind, c.owner_no, c.unit, c.zone, c.bound, c.met,
        c.lapsed,
        case
            when c.base_on is null then c.due_on
            when c.due_on is null then null
            when @after(c.base_on, 12 * c.years, 0) >= c.due_on
                then @after(c.base_on, 12 * c.years + c.after_months, c.after_days)
            else @after(c.base_on, 12 * c.years + 12 + c.after_months, c.after_days)
        end as due_on,
        c.have, c.need, c.fact, c.note, c.turns_at
    from counted_years c
),
