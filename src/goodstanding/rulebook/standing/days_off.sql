-- The vendor's own days off that would be working days, numbered in each calendar that is read:
-- those of a country hold in its parts too. `ordinal` counts the working days left up to one.
days_off as (
    select f.calendar, f.day, f.nth, f.ordinal,
        coalesce(lead(f.day) over (
            partition by f.calendar order by f.day asc nulls last
        ), date '9999-12-31') as next_day,
        coalesce(lead(f.ordinal) over (
            partition by f.calendar order by f.day asc nulls last
        ), 1000000000) as next_ordinal
    from (
        select w.calendar, w.day,
            cast(row_number() over (
                partition by w.calendar order by w.day asc nulls last
            ) as integer) as nth,
            w.ordinal - cast(row_number() over (
                partition by w.calendar order by w.day asc nulls last
            ) as integer) as ordinal
        from (
            select distinct c.calendar, h.day
            from (
                select x.country as calendar from unit_countries x where x.country is not null
                union
                select y.calendar from own_calendar y
            ) c
            join own_holidays h
                on coalesce(h.calendar in (c.calendar, substr(c.calendar, 1, 2)), true)
        ) n
        join facts.workdays w on w.calendar = n.calendar and w.day = n.day and w.works
    ) f
),
