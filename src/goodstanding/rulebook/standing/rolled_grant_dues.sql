-- A test is never before the day that the first of the needs it tests has moved to. The day of a
-- test that is no working day of the location's country moves to the next one.
moved_needs as (
    select k.owner_no, cast(k.grant_id as text) as grant_id,
        min(t.due_on) filter (where t.status in ('pending', 'grace', 'overdue')) as due_on,
        min(t.due_on) filter (where t.status in ('fulfilled', 'waived')) as again_on
    from need_places k
    full join timed t on t.ob = k.ob and @owner(t, k)
        and case when t.unit_kind = 0 then '' else t.unit end = k.unit
    where coalesce(k.ob, 0) > 0
    group by k.owner_no, k.grant_id
),
tested_grants as (
    select g.owner_no, g.grant_id, g.name, g.final_level, g.place, g.zone,
        g.need, g.have, g.unknown, g.turns_at,
        case when g.due_on is not null then greatest(
            g.due_on, case when g.have = g.need then m.again_on else m.due_on end
        ) end as due_on
    from unrolled_grant_dues g
    full join moved_needs m on cast(m.grant_id as text) = g.grant_id and @owner(m, g)
    where coalesce(g.name, '') <> ''
),
grant_dues as (
    select g.owner_no, g.grant_id, g.name, g.final_level, g.place, g.zone,
        g.need, g.have, g.unknown, g.turns_at,
        case
            when g.due_on is null or g.due_on < date '2000-01-01' or @works(w) then g.due_on
            else coalesce(t.day, date '9999-12-31')
        end as due_on
    from tested_grants g
    cross join rolling r
    full join (
        select u.owner_no, u.unit, u.country
        from unit_countries u
        where u.unit_kind = 2
    ) c on @owner(c, g) and c.unit = g.place
    left join facts.workdays w on w.calendar = coalesce(c.country, r.calendar) and w.day = g.due_on
    @off_days(w, 1)
    left join facts.workdays t on t.calendar = w.calendar and t.works
        and t.ordinal = @nth_workday(w, 1)
    where coalesce(g.name, '') <> ''
),
