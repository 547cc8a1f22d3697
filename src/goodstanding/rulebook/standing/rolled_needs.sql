-- What a grant needs, each with the day on which it would fall due if none moved: an anniversary
-- is looked for from there, or one that moves would be tested a year too late.
unrolled_needs as (
    select t.ob, t.unit_kind, t.owner_no, t.unit, t.status, u.due_on, t.turns_at
    from timed t
    full join unrolled_waived u on u.ob = t.ob and @owner(u, t) and u.unit = t.unit
    where coalesce(t.ob, 0) > 0
),
